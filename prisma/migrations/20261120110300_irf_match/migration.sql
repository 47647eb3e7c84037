-- Looking for IRFs that the store does not link: shared files by the name that an event header gives, and what
-- observations of the same instrument at the nearest zenith angles have.
CREATE INDEX "product_shared_irf_idx" ON "product" ("collection_id") WHERE "sharing" = 'shared-irf';
CREATE INDEX "observation_facility_instrument_zenith_deg_idx" ON "observation" ("facility", "instrument", "zenith_deg");
