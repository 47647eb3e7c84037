import { agnProject } from "@/scripts/simulate/project-agn";
import { crabProject } from "@/scripts/simulate/project-crab";
import { gpsProject } from "@/scripts/simulate/project-gps";
import type { ProjectPlan } from "@/scripts/simulate/plan";

/** All projects of the demonstration data, in the order in which they are written. */
export function projectPlans(): ProjectPlan[] {
  return [crabProject(), agnProject(), gpsProject()];
}
