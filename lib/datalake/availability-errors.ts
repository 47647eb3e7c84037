import { AppError } from "@/lib/errors/app-error";

/** The date until which data shall lie at a storage site has passed, or is too far away. */
export class BadUntil extends AppError {
  static override readonly slug = "bad-until";
  readonly status = 400;
  override readonly details: Record<string, unknown>;
  constructor(mostDays: number) {
    super(`Data can be kept at a storage site for ${mostDays} days from now at most: give a date within that time. It can be extended later.`);
    this.details = { mostDays };
  }
}

/** The portal's account has no room left at the storage site. */
export class SiteFull extends AppError {
  static override readonly slug = "storage-site-full";
  readonly status = 507;
  constructor(site: string, options?: { cause?: unknown }) {
    super(`The portal's share of the storage site ${site} is used up. Launch with fewer observations or on another service, or ask the portal's operators for more room.`, options);
  }
}

/** Rucio knows no storage site of that name: a fault of the service's configuration. */
export class SiteUnknown extends AppError {
  static override readonly slug = "storage-site-unknown";
  readonly status = 502;
  constructor(site: string, options?: { cause?: unknown }) {
    super(`The data lake has no storage site ${site}. Tell the portal's operators that the configuration of this notebook service is wrong.`, options);
  }
}
