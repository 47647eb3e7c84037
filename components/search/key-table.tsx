import { keys } from "@/components/search/grammar/keys";

/** The keys of the search box, each with what it does and an example. */
export function KeyTable() {
  return (
    <div className="flex max-h-96 flex-col gap-2 overflow-y-auto text-sm" tabIndex={0} role="region" aria-label="Keys of the search box">
      <p>
        A project’s code, a target, a position or an observation id; and any of these beside it. With a radius, words are a place: <code className="figures">crab radius:2</code>. What holds blanks stands in quotes.
      </p>
      <dl>
        {keys.map(({ name, help, example }) => (
          <div key={name} className="border-t border-line py-1">
            <dt className="figures text-xs">{example}</dt>
            <dd className="text-xs text-muted">{help}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
