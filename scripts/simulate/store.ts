import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { writeFits, type FitsTable } from "@/lib/fits/write";
import { backgroundRateOf, type BackgroundRate } from "@/scripts/simulate/background";
import { originCards } from "@/scripts/simulate/cards";
import { observationLog, provenance, termsOfUse, type StoredFile } from "@/scripts/simulate/documents";
import { eventsTable, gtiTable } from "@/scripts/simulate/event-hdus";
import { hduIndexTable, obsIndexTable, type HduRow } from "@/scripts/simulate/index-tables";
import { irfHduNames, irfHdus, type IrfIdentity } from "@/scripts/simulate/irf-hdus";
import { irfTables, type IrfTables } from "@/scripts/simulate/irf-tables";
import { observe, type Observation } from "@/scripts/simulate/observation";
import { observatory, ttDateTime } from "@/scripts/simulate/observatory";
import type { ObservationPlan, ProjectPlan } from "@/scripts/simulate/plan";
import { productPatterns } from "@/scripts/simulate/projects-file";

export type StoreSummary = { observations: number; events: number; bytes: number };

/** Writes one project as a GADF data store into `root`, which does not exist yet. Equal seeds give equal bytes. */
export function writeStore(project: ProjectPlan, root: string, seed: number): StoreSummary {
  return new StoreWriter(project, root, seed).write();
}

class StoreWriter {
  private readonly rows: HduRow[] = [];
  private readonly responses = new Map<number, { irfs: IrfTables; background: BackgroundRate }>();
  private bytes = 0;

  constructor(private readonly project: ProjectPlan, private readonly root: string, private readonly seed: number) {}

  write(): StoreSummary {
    const { project } = this;
    const shared = project.irfs === "per observation" ? null : this.writeSharedIrfs(project.irfs);
    const observations = project.observations.map((plan) => this.writeObservation(plan, shared));
    this.writeTables("hdu-index.fits.gz", [hduIndexTable(this.rows)], true);
    this.writeTables("obs-index.fits.gz", [obsIndexTable(observations)], true);
    this.writeFile(productPatterns.terms, Buffer.from(termsOfUse));
    const events = observations.reduce((sum, { events }) => sum + events.timeSec.length, 0);
    return { observations: observations.length, events, bytes: this.bytes };
  }

  private responsesAt(zenithDeg: number) {
    const known = this.responses.get(zenithDeg);
    if (known) return known;
    const irfs = irfTables(zenithDeg, this.project.psf);
    const made = { irfs, background: backgroundRateOf(irfs.bkg) };
    this.responses.set(zenithDeg, made);
    return made;
  }

  /** The folders are those in which gammapy and ctools look for `CALDB` and `IRF` of an event header. */
  private writeSharedIrfs(made: { zenithDeg: number; azimuthDeg: number }): { name: string; file: StoredFile } {
    const name = `${observatory.eventClass}_z${made.zenithDeg}`;
    const identity: IrfIdentity = { name, obsId: null, azimuthDeg: made.azimuthDeg, muonEfficiency: 0.92, nightSkyLevel: 1, validFrom: "2023-08-01" };
    const folder = `caldb/data/${observatory.telescope.toLowerCase()}/${observatory.calibrationDatabase}/bcf/${name}`;
    const tables = irfHdus(this.responsesAt(made.zenithDeg).irfs, identity, true);
    return { name, file: this.writeTables(`${folder}/irf_file.fits`, tables, false) };
  }

  private writeObservation(plan: ObservationPlan, shared: { name: string; file: StoredFile } | null): Observation {
    const { project, seed } = this;
    const irfZenithDeg = project.irfs === "per observation" ? plan.zenithDeg : project.irfs.zenithDeg;
    const { irfs, background } = this.responsesAt(irfZenithDeg);
    const observation = observe(plan, irfs, background, seed);
    const irfName = shared?.name ?? `${observatory.eventClass}_${plan.obsId}`;
    const own = shared ? [] : irfHdus(irfs, identityOf(observation, irfName), plan.withBackgroundModel);
    const file = `data/${project.store.replace("-", "_")}_${plan.obsId}.fits${project.gzip ? ".gz" : ""}`;
    const events = this.writeTables(file, [eventsTable(observation, project.pi, irfName), gtiTable(observation), ...own], project.gzip);
    const irfFile = shared?.file ?? events;
    this.addRows(plan, events, irfFile);
    const named = (pattern: string) => pattern.replace("{obsId}", String(plan.obsId));
    this.writeFile(named(productPatterns.log), Buffer.from(observationLog(project, observation)));
    this.writeFile(named(productPatterns.provenance), Buffer.from(provenance(observation, events, irfFile, seed)));
    return observation;
  }

  private addRows(plan: ObservationPlan, events: StoredFile, irf: StoredFile): void {
    const row = (file: StoredFile, hduType: string, hduClass: string, hduName: string): HduRow => ({
      obsId: plan.obsId,
      hduType,
      hduClass,
      hduName,
      fileDir: path.posix.dirname(file.path),
      fileName: path.posix.basename(file.path),
      sizeBytes: file.sizeBytes,
      md5: file.md5,
    });
    this.rows.push(
      row(events, "events", "events", "EVENTS"),
      row(events, "gti", "gti", "GTI"),
      row(irf, "aeff", "aeff_2d", irfHduNames.aeff),
      row(irf, "edisp", "edisp_2d", irfHduNames.edisp),
      row(irf, "psf", this.project.psf, irfHduNames.psf),
      ...(plan.withBackgroundModel ? [row(irf, "bkg", "bkg_3d", irfHduNames.bkg)] : []),
    );
  }

  private writeTables(relative: string, tables: readonly FitsTable[], gzip: boolean): StoredFile {
    return this.writeFile(relative, writeFits(tables, { gzip, file: relative, primaryCards: originCards() }));
  }

  private writeFile(relative: string, bytes: Buffer): StoredFile {
    const target = path.join(this.root, relative);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, bytes);
    this.bytes += bytes.length;
    return { path: relative, sizeBytes: bytes.length, md5: createHash("md5").update(bytes).digest("hex") };
  }
}

function identityOf({ plan, muonEfficiency, nightSkyLevel, startSec }: Observation, name: string): IrfIdentity {
  const validFrom = ttDateTime(startSec).date;
  return { name, obsId: plan.obsId, azimuthDeg: plan.azimuthDeg, muonEfficiency, nightSkyLevel, validFrom };
}
