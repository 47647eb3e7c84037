import { ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import { PrismaPg } from "@prisma/adapter-pg";

const OID_CHAR = 18;
const OID_TEXT = 25;

/** @prisma/adapter-pg with the three faults mended that keep the schema engine from migrating through it. */
export class MigrationAdapterFactory extends PrismaPg {
  #connection;

  constructor(connection) {
    super(connection);
    this.#connection = connection;
  }

  async connect() {
    return mend(await super.connect());
  }

  /** The published one drops the shadow database while it is still connected to it. */
  async connectToShadowDb() {
    const admin = await this.connect();
    const database = `prisma_migrate_shadow_db_${crypto.randomUUID()}`;
    await admin.executeScript(`CREATE DATABASE "${database}"`);
    const adapter = mend(await new PrismaPg({ ...this.#connection, database }).connect());
    const close = adapter.dispose.bind(adapter);
    adapter.dispose = async () => {
      await close();
      await admin.executeScript(`DROP DATABASE "${database}" WITH (FORCE)`);
      await admin.dispose();
    };
    return adapter;
  }
}

function mend(adapter) {
  const performIO = adapter.performIO.bind(adapter);
  const queryRaw = Object.getPrototypeOf(Object.getPrototypeOf(adapter)).queryRaw;

  // The catalogs have columns of type "char", which the adapter can not read; the engine wants them as characters.
  adapter.queryRaw = async (query) => {
    let isChar = [];
    const readAsText = async (io) => {
      const answer = await performIO(io);
      isChar = answer.fields.map((field) => field.dataTypeID === OID_CHAR);
      return { ...answer, fields: answer.fields.map((field, i) => (isChar[i] ? { ...field, dataTypeID: OID_TEXT } : field)) };
    };
    const result = await queryRaw.call({ pgOptions: adapter.pgOptions, performIO: readAsText }, query);
    return { ...result, columnTypes: result.columnTypes.map((type, i) => (isChar[i] ? ColumnTypeEnum.Character : type)) };
  };

  // The published one splits at every ';', which breaks function bodies between $$.
  adapter.executeScript = async (sql) => {
    try {
      await adapter.underlyingDriver().query(sql);
    } catch (error) {
      adapter.onError(error);
    }
  };
  return adapter;
}
