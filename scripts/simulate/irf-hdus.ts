import type { FitsCard, FitsColumn, FitsTable } from "@/lib/fits/write";
import type { Axis } from "@/scripts/simulate/axis";
import { classCards, originCards } from "@/scripts/simulate/cards";
import type { AeffTable, BkgTable, EdispTable, IrfTables, PsfTable } from "@/scripts/simulate/irf-tables";
import { energyRangeTev } from "@/scripts/simulate/irf-tables";
import { observatory } from "@/scripts/simulate/observatory";
import { thresholdTev } from "@/scripts/simulate/response";

/** What a set of IRFs is for. `obsId` only where it was made for one observation. */
export type IrfIdentity = {
  name: string;
  obsId: number | null;
  azimuthDeg: number;
  muonEfficiency: number;
  nightSkyLevel: number;
  /** First day for which the set holds, `2023-08-01`. */
  validFrom: string;
};

type NamedAxis = { name: string; unit: string | null; axis: Axis };

export const irfHduNames = { aeff: "EFFECTIVE AREA", edisp: "ENERGY DISPERSION", psf: "POINT SPREAD FUNCTION", bkg: "BACKGROUND" } as const;

/** The tables of one set of IRFs. Source: GADF 0.3, full-enclosure IRFs. */
export function irfHdus(irfs: IrfTables, identity: IrfIdentity, withBackgroundModel: boolean): FitsTable[] {
  const common = identityCards(irfs.zenithDeg, identity);
  const hdus = [aeffHdu(irfs.aeff, common), edispHdu(irfs.edisp, common), psfHdu(irfs.psf, common)];
  return withBackgroundModel ? [...hdus, bkgHdu(irfs.bkg, common)] : hdus;
}

function identityCards(zenithDeg: number, identity: IrfIdentity): FitsCard[] {
  const { telescopeIds, eventClass, calibrationDatabase } = observatory;
  return [
    ...originCards(),
    ...(identity.obsId === null ? [] : [{ keyword: "OBS_ID", value: identity.obsId, comment: "made for this observation" }]),
    { keyword: "CALDB", value: calibrationDatabase, comment: "release of the responses" },
    { keyword: "IRF", value: identity.name, comment: "name of this set" },
    { keyword: "EV_CLASS", value: eventClass, comment: "cuts" },
    { keyword: "TELLIST", value: telescopeIds.join(","), comment: "telescopes" },
    { keyword: "ZENITH", value: zenithDeg, float: true, comment: "[deg] zenith angle" },
    { keyword: "AZIMUTH", value: identity.azimuthDeg, float: true, comment: "[deg] azimuth" },
    { keyword: "MUONEFF", value: identity.muonEfficiency, comment: "muon efficiency" },
    { keyword: "NSBLEVEL", value: identity.nightSkyLevel, float: true, comment: "night sky, 1 is the darkest field" },
    { keyword: "CVSD0001", value: identity.validFrom, comment: "valid from (UTC)" },
    { keyword: "CVST0001", value: "00:00:00" },
    { keyword: "LO_THRES", value: Number(thresholdTev(zenithDeg).toFixed(4)), comment: "[TeV] energy threshold" },
    { keyword: "HI_THRES", value: energyRangeTev.max, float: true, comment: "[TeV]" },
  ];
}

function aeffHdu({ energy, offset, areaM2 }: AeffTable, common: FitsCard[]): FitsTable {
  const axes = [energyAxis(energy), offsetAxis(offset)];
  return hdu("aeff", ["EFF_AREA", "AEFF_2D"], axes, [["EFFAREA", "m2", areaM2]], common);
}

function edispHdu({ energy, migration, offset, density }: EdispTable, common: FitsCard[]): FitsTable {
  const axes = [energyAxis(energy), { name: "MIGRA", unit: null, axis: migration }, offsetAxis(offset)];
  return hdu("edisp", ["EDISP", "EDISP_2D"], axes, [["MATRIX", null, density]], common);
}

function psfHdu(psf: PsfTable, common: FitsCard[]): FitsTable {
  const axes = [energyAxis(psf.energy), offsetAxis(psf.offset)];
  if (psf.kind === "psf_table") {
    const radius = { name: "RAD", unit: "deg", axis: psf.radius };
    return hdu("psf", ["RPSF", "PSF_TABLE"], [...axes, radius], [["RPSF", "sr-1", psf.perSr]], common);
  }
  const values: [string, string | null, Float32Array][] = [
    ["SCALE", null, psf.scale],
    ["SIGMA_1", "deg", psf.sigmaDeg[0]],
    ["AMPL_2", null, psf.amplitude2],
    ["SIGMA_2", "deg", psf.sigmaDeg[1]],
    ["AMPL_3", null, psf.amplitude3],
    ["SIGMA_3", "deg", psf.sigmaDeg[2]],
  ];
  return hdu("psf", ["RPSF", "PSF_3GAUSS"], axes, values, common);
}

function bkgHdu({ energy, x, y, rate }: BkgTable, common: FitsCard[]): FitsTable {
  const axes = [energyAxis(energy), { name: "DETX", unit: "deg", axis: x }, { name: "DETY", unit: "deg", axis: y }];
  const aligned = { keyword: "FOVALIGN", value: "RADEC", comment: "DETX along RA, DETY along Dec" };
  return hdu("bkg", ["BKG", "BKG_3D"], axes, [["BKG", "s-1 MeV-1 sr-1", rate]], [...common, aligned]);
}

function energyAxis(axis: Axis): NamedAxis {
  return { name: "ENERG", unit: "TeV", axis };
}

function offsetAxis(axis: Axis): NamedAxis {
  return { name: "THETA", unit: "deg", axis };
}

/** One table of one row: a lower and an upper edge per axis, then the values, their first axis fastest. */
function hdu(
  kind: keyof typeof irfHduNames,
  [second, fourth]: [string, string],
  axes: NamedAxis[],
  values: [name: string, unit: string | null, data: Float32Array][],
  common: FitsCard[],
): FitsTable {
  const shape = axes.map(({ axis }) => axis.centers.length);
  const order = axes.map(({ name }) => `${name}_LO:${name}_HI`).join(",");
  const edges = axes.flatMap(({ name, unit, axis }): FitsColumn[] => [
    { name: `${name}_LO`, tform: `${axis.lo.length}E`, unit, values: axis.lo },
    { name: `${name}_HI`, tform: `${axis.hi.length}E`, unit, values: axis.hi },
  ]);
  const columns = values.map(([name, unit, data]): FitsColumn => ({ name, tform: `${data.length}E`, unit, dim: shape, values: data }));
  const orderCards = columns.map((_, i) => ({ keyword: `CREF${edges.length + i + 1}`, value: `(${order})` }));
  return {
    name: irfHduNames[kind],
    cards: [...classCards("RESPONSE", second, "FULL-ENCLOSURE", fourth), ...common, ...orderCards],
    columns: [...edges, ...columns],
  };
}
