// Stands for the package node-fetch in the bundle of the command line: Node.js has its own, and the package
// brings a module that Node.js warns of.
export const { Headers, Request, Response } = globalThis;
export default globalThis.fetch;
export class AbortError extends Error {}
export class FetchError extends Error {}
