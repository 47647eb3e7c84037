import fs from "node:fs/promises";
import path from "node:path";
import { setting } from "@/lib/config/environment";
import { withViewerSql } from "@/lib/embargo/transaction";
import { ownerOf } from "../data/owner";
import { isLaunchOpenToAll } from "../place-public";
import type { BuildingService, ServiceSession, SessionFile } from "../services/service";
import { issueTicket } from "../ticket";
import type { DrivenLaunch } from "./driven";
import { NoMoreReadable, NotForPublicPlace } from "./faults";

const CLIENT = path.resolve(import.meta.dirname, "../../../clients/python/airshower");
/** Read, and removed, by the client's first `airshower.launch()`. */
const TICKET_FILE = "airshower-ticket.json";

const NOTEBOOK = "SELECT content FROM manifest_file WHERE manifest_id = $1 AND path = $2";

/**
 * Puts into a session what a launch needs there: the notebook, the client beside it, and the ticket, last. Decided again
 * at this moment: at a place for public data by what everybody may read, elsewhere by what the owner may.
 *
 * @throws ServiceFault, LaunchLost
 */
export async function equipSession(launch: DrivenLaunch, service: BuildingService, session: ServiceSession, signal: AbortSignal): Promise<void> {
  const { id, workFolder, notebookPath, publicOnly } = launch.its;
  if ((service.facts.dataClass === "public" || publicOnly) && !(await isLaunchOpenToAll(id))) throw new NotForPublicPlace(service.facts.title);
  const files: SessionFile[] = [...(await clientFiles())];
  if (notebookPath !== null) files.push({ path: notebookPath, format: "text", content: await notebookOf(id, notebookPath) });
  const ticket = await launch.whileOurs((sql) => issueTicket(sql, id));
  files.push({ path: TICKET_FILE, format: "text", content: JSON.stringify({ portal: setting("PORTAL_URL"), launchId: id, ticket }) });
  await service.put(session, files.map((file) => ({ ...file, path: `${workFolder}/${file.path}` })), signal);
}

/** The notebook as the launch's owner may read it now. */
async function notebookOf(launchId: string, notebookPath: string): Promise<string> {
  const owner = await ownerOf(launchId);
  if (!owner) throw new NoMoreReadable();
  const [file] = await withViewerSql(owner.viewer, (sql) => sql.rows<{ content: Buffer }>(NOTEBOOK, [owner.manifestId, notebookPath]));
  if (!file) throw new NoMoreReadable();
  return file.content.toString("utf8");
}

let client: Promise<SessionFile[]> | undefined;

/** The Python package, as the folder `airshower` beside the notebook, where it is imported from first. */
function clientFiles(): Promise<SessionFile[]> {
  client ??= readClient();
  return client;
}

async function readClient(): Promise<SessionFile[]> {
  const names = (await fs.readdir(CLIENT)).filter((name) => name.endsWith(".py")).sort();
  return Promise.all(names.map(async (name) => ({ path: `airshower/${name}`, format: "text" as const, content: await fs.readFile(path.join(CLIENT, name), "utf8") })));
}
