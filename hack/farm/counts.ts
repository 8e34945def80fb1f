/** What the logs of some hosts tell of the logins that were tried. */
export interface LoginCounts {
  /** TCP connections that sshd took or turned away. */
  readonly connections: number;
  readonly accepted: number;
  /** Turned away before a login (MaxStartups, penalties), or a login that was not let in. */
  readonly refused: number;
}

/** Counts logins in what sshd said at LogLevel VERBOSE. */
export function countLogins(log: string): LoginCounts {
  const count = (pattern: RegExp): number => log.match(pattern)?.length ?? 0;
  const dropped = count(/^(?:srclimit_penalise: )?drop(?:ping|) connection .*$/gm);
  return {
    connections: count(/^Connection from /gm) + dropped,
    accepted: count(/^Accepted publickey /gm),
    refused:
      dropped +
      count(
        /^(?:Connection (?:closed|reset) by (?:authenticating|invalid) user|Failed publickey) /gm,
      ),
  };
}

/** The sum of two counts, or, with `sign` -1, what came since. */
export function combine(a: LoginCounts, b: LoginCounts, sign: 1 | -1 = 1): LoginCounts {
  return {
    connections: a.connections + sign * b.connections,
    accepted: a.accepted + sign * b.accepted,
    refused: a.refused + sign * b.refused,
  };
}
