/** Why a source of records gave nothing; a sentence for operators. */
export class SourceFault extends Error {
  /** Of one document: asking again gives the same. */
  readonly gone: boolean;
  constructor(message: string, { gone = false, cause }: { gone?: boolean; cause?: unknown } = {}) {
    super(message, { cause });
    this.name = "SourceFault";
    this.gone = gone;
  }
}
