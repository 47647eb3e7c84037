import { keyList } from "@/components/frame/key-list";

/** The keyboard list as a table of keys and what they do. */
export function Keys() {
  return (
    <dl className="text-sm">
      {keyList.map(({ keys, does }) => (
        <div key={does} className="flex items-center justify-between gap-6 border-b border-line py-1.5 last:border-0">
          <dt className="text-muted">{does}</dt>
          <dd className="flex gap-1">
            {keys.map((key) => (
              <kbd key={key} className="figures rounded-[4px] border border-edge bg-canvas px-1.5 text-xs">
                {key}
              </kbd>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}
