/** A direction as a unit vector: distances from it are exact also where they are small, and cheap. */
export type UnitVector = readonly [x: number, y: number, z: number];

const rad = Math.PI / 180;

export function unitVector(raDeg: number, decDeg: number): UnitVector {
  const [ra, dec] = [raDeg * rad, decDeg * rad];
  return [Math.cos(dec) * Math.cos(ra), Math.cos(dec) * Math.sin(ra), Math.sin(dec)];
}

/** Angle between two directions, degrees. */
export function separationDeg(a: UnitVector, b: UnitVector): number {
  return (2 * Math.asin(Math.min(1, Math.sqrt(chordSquared(a, b)) / 2))) / rad;
}

/** Square of the straight distance between two directions on the unit sphere. */
export function chordSquared(a: UnitVector, b: UnitVector): number {
  return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2;
}

/** The chord squared that belongs to an angle. */
export function chordSquaredOf(angleDeg: number): number {
  return 4 * Math.sin((angleDeg * rad) / 2) ** 2;
}

/** Turns a direction about another one. Source: Rodrigues' formula. */
export function turned(direction: UnitVector, about: UnitVector, angleRad: number): UnitVector {
  const [cos, sin] = [Math.cos(angleRad), Math.sin(angleRad)];
  const along = dot(about, direction) * (1 - cos);
  const across = cross(about, direction);
  return [0, 1, 2].map((i) => direction[i]! * cos + across[i]! * sin + about[i]! * along) as unknown as UnitVector;
}

/** Right ascension in [0, 360) and declination, degrees. */
export function directionOf([x, y, z]: UnitVector): { raDeg: number; decDeg: number } {
  const raDeg = Math.atan2(y, x) / rad;
  return { raDeg: raDeg < 0 ? raDeg + 360 : raDeg, decDeg: Math.asin(Math.max(-1, Math.min(1, z))) / rad };
}

/**
 * Where a direction lies in the plane that touches the sphere at a centre, degrees east and north of it; null for what
 * lies behind. Source: FITS WCS paper II, gnomonic (TAN) projection.
 */
export function tangentPlane(centre: { raDeg: number; decDeg: number }): (raDeg: number, decDeg: number) => [eastDeg: number, northDeg: number] | null {
  const [sin0, cos0] = [Math.sin(centre.decDeg * rad), Math.cos(centre.decDeg * rad)];
  return (raDeg, decDeg) => {
    const [sin, cos] = [Math.sin(decDeg * rad), Math.cos(decDeg * rad)];
    const turn = (raDeg - centre.raDeg) * rad;
    const depth = sin0 * sin + cos0 * cos * Math.cos(turn);
    if (!(depth > 0.1)) return null;
    return [(cos * Math.sin(turn)) / depth / rad, (cos0 * sin - sin0 * cos * Math.cos(turn)) / depth / rad];
  };
}

function dot(a: UnitVector, b: UnitVector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function cross(a: UnitVector, b: UnitVector): UnitVector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
