import net from "node:net";
import { StartFault } from "./options";

/** The loopback ports of the parts: the portal's, and the ones after it. */
export interface Ports {
  readonly portal: number;
  readonly files: number;
  readonly iam: number;
  readonly postgres: number;
  readonly hub: number;
  readonly hubInner: number;
  readonly hubProxyApi: number;
}

export function portsFrom(first: number): Ports {
  return { portal: first, files: first + 1, iam: first + 2, postgres: first + 3, hub: first + 4, hubInner: first + 5, hubProxyApi: first + 6 };
}

/** Refuses to start beside somebody else's server, naming the port and which part wanted it. */
export async function checkPorts(ports: Ports, except: readonly (keyof Ports)[] = []): Promise<void> {
  const checks = (Object.entries(ports) as [keyof Ports, number][]).filter(([part]) => !except.includes(part));
  for (const [part, port] of checks) {
    if (!(await isFree(port))) throw new StartFault(`Port ${port} (for the ${part}) is in use by another program. End that program, or choose other ports: npm run demo -- --port ${ports.portal + 100}`);
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
