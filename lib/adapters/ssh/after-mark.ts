import { Transform, type TransformCallback } from "node:stream";

/** What `root-shell.sh` prints before it runs anything. */
const MARK = Buffer.from("\u0001stargate\u0001\n");

/** Most that a login shell may print by itself, bytes. */
const GREETING_LIMIT_BYTES = 65_536;

/**
 * What comes after the mark: a login shell prints what it likes before it (`.bashrc`, `pam_motd`), and that must not
 * be taken for an answer.
 */
export class AfterMark extends Transform {
  #before: Buffer | undefined = Buffer.alloc(0);

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    if (this.#before === undefined) {
      done(undefined, chunk);
      return;
    }
    const seen = Buffer.concat([this.#before, chunk]);
    const at = seen.indexOf(MARK);
    if (at >= 0) {
      this.#before = undefined;
      done(undefined, seen.subarray(at + MARK.length));
      return;
    }
    // The end of it may be the beginning of the mark.
    this.#before = seen.subarray(-GREETING_LIMIT_BYTES);
    done();
  }
}
