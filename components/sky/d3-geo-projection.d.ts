// The package comes without types; what is used of it.
declare module "d3-geo-projection" {
  import type { GeoProjection } from "d3-geo";
  export function geoAitoff(): GeoProjection;
}
