/** Addresses of every farm: they live in its own namespaces, so farms side by side may share them. */
export const ADDRESSES = {
  /**
   * Where the controller finds the jump host, as a tailnet would have it. The link answers there.
   *
   * Not the address of the lab's router: to the product that would be one router, which has changed its key.
   */
  link: "100.64.0.20",
  control: "172.31.0.1",
  jump: "172.31.0.2",
  jumpLan: "172.31.0.5",
  gateway: "172.31.0.6",
  serverPrefix: "10.60.0.0/24",
} as const;

/** Port of every sshd of a farm. */
export const FARM_SSH_PORT = 22;

/** Most servers of a farm. */
export const MAX_FARM_SERVERS = 200;

const FIRST_SERVER_HOST = 5;

/** Name and address of the n-th server, counted from 0. */
export function serverAt(index: number): { readonly name: string; readonly address: string } {
  return { name: `server-${index + 1}`, address: `10.60.0.${FIRST_SERVER_HOST + index}` };
}
