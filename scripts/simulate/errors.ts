import { AppError } from "@/lib/errors/app-error";

/** The command can not do what was asked for; the message says why and what to do. */
export class SimulationRefused extends AppError {
  static override readonly slug = "simulation-refused";
  readonly status = 409;
}

/** The command line is wrong. */
export class BadSimulateArguments extends AppError {
  static override readonly slug = "bad-simulate-arguments";
  readonly status = 400;
}
