/** A server that others wrote: how it is found, how it is judged, and where it comes from when it is missing. */
export interface Program {
  /** Of its binary. */
  readonly name: string;
  /** The environment variable that names a binary to use. */
  readonly variable: string;
  /** What is installed; the folder of the cache is named after it. */
  readonly version: string;
  /** Arguments that make it say its version. */
  readonly ask: readonly string[];
  readonly judge: (output: string) => Verdict;
  /** Binaries that lie beside it and are installed with it. */
  readonly companions?: readonly string[];
  /** Tried in order. */
  readonly routes: readonly Route[];
  /** What a person can do. */
  readonly advice: string;
}

/** A way to a program's binary, in a folder that is thrown away. */
export interface Route {
  name: string;
  /** @returns the path of the binary, its companions beside it */
  install: (scratch: string) => Promise<string>;
}

export type Verdict = { suitable: true; version: string } | { suitable: false; version: string; why: string };

/** No suitable program was found, and none could be installed. The message says what to do. */
export class ProgramNotFound extends Error {
  override readonly name = 'ProgramNotFound';
}
