import { FakeBinder } from "@/lib/launch/services/fake-binder.test-support";
import { startJupyter } from "@/lib/launch/services/real-jupyter.test-support";

// The BinderHub of the journeys, as a process: its builds are told only, its sessions are real Jupyter servers of this machine.
// Usage: node --import tsx e2e/support/binder.ts PORT

const binder = new FakeBinder(startJupyter);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void binder.stop().finally(() => process.exit(0)));
await binder.start(Number(process.argv[2]));
