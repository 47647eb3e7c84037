/** A dataset's public id in its parts: `collection:scope:name`, the last two being its DID in the data lake. */
export interface DatasetKey {
  readonly collection: string;
  readonly scope: string;
  readonly name: string;
}

/** The parts of a dataset's id; null of what can be none. */
export function parseDatasetId(id: string): DatasetKey | null {
  const [, collection, scope, name] = /^([^:\0]+):([^:\0]+):([^\0]+)$/s.exec(id) ?? [];
  return collection === undefined || scope === undefined || name === undefined ? null : { collection, scope, name };
}
