import Link from "next/link";
import { Keys } from "@/components/frame/keys";
import { glossary } from "@/components/help/glossary";
import { PageHeader, Panel } from "@/components/ui/panel";

const link = "font-medium text-accent underline";

/** The way through the portal, its keys, its API, its words. */
export function Help() {
  return (
    <div className="mx-auto flex max-w-3xl flex-col gap-4">
      <PageHeader
        title="Help"
        note={
          <>
            In short. More, for each kind of user, in the{" "}
            <Link href="/docs" className={link}>
              documentation
            </Link>
            .
          </>
        }
      />
      <Panel title="From project to notebook" id="way">
        <ol className="list-decimal space-y-1 pl-5">
          <li>
            <Link href="/search" className={link}>
              Search
            </Link>{" "}
            by project, target, position or observation id, and narrow the result; on the map, by drawing a circle or a polygon, and on the timeline, by drawing over days.
          </li>
          <li>Choose some observations or all of them, and match their IRFs: the portal says which rule chose each, and what is missing or odd.</li>
          <li>
            Add them to the{" "}
            <Link href="/basket" className={link}>
              basket
            </Link>
            .
          </li>
          <li>Launch, for a spectrum, a light curve or a significance map. The data are staged, the notebook opens, and its first cell reads them; what it finds is written beside it.</li>
        </ol>
      </Panel>
      <Panel title="The search box" id="search-box">
        <p>
          Write a project’s code, a target, a position or an observation id, and keys beside it: <code className="figures">crab radius:2 zenith:&lt;40 after:2024-01-01</code>. Keys and their values are proposed while you type; arrows choose, Tab
          or Enter takes one. ‘What can I write?’ below the box lists all keys. Under ‘Saved’ you keep a search under a name and have a notice sent when new observations come.
        </p>
      </Panel>
      <Panel title="Ask for access" id="ask-for-access">
        <p>
          An observation with a lock is under embargo: you see its description, and its files open on the date beside the lock. To read them before, choose ‘Ask for access’ on its page and say what you want the data for. The
          principal investigator answers with an end date or a refusal, which stands under{" "}
          <Link href="/requests" className={link}>
            requests
          </Link>{" "}
          and comes as a notice. Who belongs to the project gets in by its group at the identity service instead; the portal notices within minutes. Which groups you are in stands in your{" "}
          <Link href="/settings" className={link}>
            settings
          </Link>
          .
        </p>
      </Panel>
      <Panel title="Keyboard" id="keyboard">
        <Keys />
      </Panel>
      <Panel title="For scripts" id="api">
        <p>
          Every page uses the API below <code className="figures">/api/v1</code>, and so can a script. It is described at{" "}
          <a href="/api/v1/openapi.json" className={link}>
            /api/v1/openapi.json
          </a>
          . The address of a search page has the names of the API: put <code className="figures">/api/v1/observations</code> in place of <code className="figures">/search</code>, and leave out how the page shows the results (<code className="figures">view</code>, <code className="figures">frame</code>, <code className="figures">sky</code>, <code className="figures">page</code>). Send an{" "}
          <Link href="/settings/tokens" prefetch={false} className={link}>
            API token
          </Link>
          , or an access token of the identity service, as <code className="figures">Authorization: Bearer</code>.
        </p>
      </Panel>
      <Panel title="Words" id="words">
        <dl className="space-y-3">
          {glossary.map(([term, meaning]) => (
            <div key={term}>
              <dt className="font-semibold">{term}</dt>
              <dd className="text-muted">{meaning}</dd>
            </div>
          ))}
        </dl>
      </Panel>
    </div>
  );
}
