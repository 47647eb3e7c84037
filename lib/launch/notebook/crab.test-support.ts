import type { NotebookInput } from "@/lib/launch/notebook/input";

/** Four H.E.S.S. observations of the Crab Nebula, as a launch would describe them. */
export function crabInput(changes: Partial<NotebookInput> = {}): NotebookInput {
  const pointings = [
    { obsId: 23523, decPntDeg: 21.5136 },
    { obsId: 23526, decPntDeg: 22.5136 },
    { obsId: 23559, decPntDeg: 22.0136 },
    { obsId: 23592, decPntDeg: 22.0136 },
  ];
  return {
    title: "Crab Nebula",
    projectCodes: ["HESS-CRAB"],
    observations: pointings.map(({ obsId, decPntDeg }) => ({
      obsId,
      observationId: `hess-dl3-dr1:${obsId}`,
      target: "Crab Nebula",
      raPntDeg: 83.6333,
      decPntDeg,
      livetimeSec: 1580,
      zenithDeg: 47.1,
      releases: [{ path: `data/hess_dl3_dr1_obs_id_0${obsId}.fits.gz`, release: 1, sha256: "0123456789abcdef".repeat(4) }],
      irfRules: [{ kind: "aeff", rule: "linked", detail: "same file" }],
    })),
    target: { name: "Crab Nebula", raDeg: 83.63, decDeg: 22.01 },
    containment: "full-enclosure",
    onRadiusDeg: 0.11,
    energyMinTeV: 0.1,
    energyMaxTeV: 40,
    createdAt: "2026-11-20T12:00:00Z",
    portalUrl: "http://127.0.0.1:3000",
    manifestId: "0d9a4c5e-5a53-4c46-9d6c-0f7a2f4f9a10",
    acknowledgement: "This research used data of the H.E.S.S. collaboration.",
    simulated: false,
    termsPaths: ["README.txt"],
    ...changes,
  };
}
