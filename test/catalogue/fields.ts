import fc from "fast-check";
import { aHostKey } from "../fakes/samples";
import { HOSTILE } from "./hostile";
import { type Build, type Manifest, operation, profile, server } from "./row";

/** A field, and values for it: right ones, nearly right ones, and anything. */
export interface Field {
  readonly name: string;
  readonly manifests: fc.Arbitrary<Manifest>;
}

/** Characters on which parsers differ: ends, signs, separators, look-alikes, and what cannot be seen. */
const CHARACTERS = [
  ..."0159afgAZ.-_:/@ ,;$`'\"\\{}[]()*?#%&|<>~+=",
  ..."\n\r\t\0\u001b\u007f\u0085\u00a0\u200d\u2028\u202e\ufeff０Ａéß😀",
  "\ud800",
];

const digits = (max: number) => fc.nat({ max }).map(String);

const octet = fc.oneof(
  digits(255),
  digits(300),
  fc.constantFrom("0", "127", "168", "169", "254", "223", "224", "240", "010", "00", "0x1"),
);
const ipv4 = fc.oneof(
  fc.ipV4(),
  fc.array(octet, { minLength: 3, maxLength: 5 }).map(octets => octets.join(".")),
);

const pair = fc.oneof(
  fc.nat({ max: 255 }).map(byte => byte.toString(16).padStart(2, "0")),
  fc.constantFrom("00", "01", "ff", "FF", "0", "000", "0g"),
);
const nic = fc.uint8Array({ minLength: 6, maxLength: 6 }).map(bytes =>
  Buffer.from(bytes)
    .toString("hex")
    .replace(/..(?=.)/g, "$&:"),
);
const nearMac = fc
  .tuple(fc.array(pair, { minLength: 5, maxLength: 7 }), fc.constantFrom(":", ":", ":", "-", ""))
  .map(([pairs, separator]) => pairs.join(separator));

const mac = fc.oneof(nic, nearMac);

const base64 = (length: number) =>
  fc
    .array(fc.constantFrom(..."ABCXYZabcxyz0123456789+/"), { minLength: length, maxLength: length })
    .map(characters => characters.join(""));

const hostKey = fc.oneof(
  fc.string().map(seed => aHostKey(seed).publicKey),
  fc.string().map(seed => aHostKey(seed).fingerprint),
  fc
    .tuple(
      fc.constantFrom("ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ssh-dss"),
      fc.nat({ max: 90 }).chain(base64),
      fc.constantFrom("", "=", "==", "===", "===="),
      fc.constantFrom("", " root@w1", " a b", " "),
    )
    .map(([type, blob, padding, comment]) => `${type} ${blob}${padding}${comment}`),
  fc
    .tuple(fc.integer({ min: 42, max: 44 }).chain(base64), fc.constantFrom("", "=", "=="))
    .map(([digest, padding]) => `SHA256:${digest}${padding}`),
);

const label = fc
  .array(fc.constantFrom(..."abz09-"), { minLength: 0, maxLength: 8 })
  .map(characters => characters.join(""));
const objectName = fc.oneof(
  fc.array(label, { minLength: 1, maxLength: 3 }).map(labels => labels.join(".")),
  fc.integer({ min: 60, max: 256 }).map(length => "a".repeat(length)),
);

const version = fc
  .array(fc.oneof(digits(40), digits(1100), fc.constantFrom("1", "01", "28", "27")), {
    minLength: 1,
    maxLength: 4,
  })
  .map(parts => ["1", ...parts].join("."));

const loginName = fc.oneof(
  fc.stringMatching(/^[a-z_][a-z0-9_-]{0,10}$/),
  fc.integer({ min: 30, max: 66 }).map(length => "u".repeat(length)),
);

const url = fc
  .tuple(
    fc.constantFrom("http://", "https://", "ftp://", ""),
    fc.array(label, { minLength: 1, maxLength: 3 }).map(labels => labels.join(".")),
    fc.oneof(
      fc.constant(""),
      fc.constant(""),
      digits(70_000).map(port => `:${port}`),
    ),
    fc.array(fc.constantFrom("/deb", "/v{minor}", "/core:", "/", "/a+b~c"), { maxLength: 3 }),
    fc.constantFrom("/", "/", ""),
  )
  .map(([scheme, host, port, path, end]) => `${scheme}${host}${port}${path.join("")}${end}`);

const fingerprint = fc
  .tuple(fc.integer({ min: 39, max: 41 }), fc.constantFrom(..."09AFGa"))
  .map(([length, digit]) => digit.repeat(length));

const ARMOR = "-----BEGIN PGP PUBLIC KEY BLOCK-----";

const key = fc
  .tuple(
    fc.constantFrom(ARMOR, "-----BEGIN PGP PUBLIC KEY", "\n"),
    fc.string({ unit: "binary", maxLength: 20 }),
  )
  .map(([armor, rest]) => armor + rest);

const script = fc
  .array(fc.constantFrom("id", "\n", "\r\n", "\r", "\0", "ß", "😀", "\ud800"), { maxLength: 8 })
  .map(parts => parts.join(""));

const check = fc.oneof(
  fc.constantFrom(
    "Swap",
    "all",
    "ALL",
    "Membership",
    "nodeIDENTITY",
    "NumCPU",
    "Port-10250",
    "a",
    "1a",
    "-a",
  ),
  fc.stringMatching(/^[A-Za-z][A-Za-z0-9._-]{0,20}$/),
);

/** The text with a few characters put in, taken out or exchanged. */
function nearly(texts: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const edit = fc.record({
    at: fc.nat({ max: 80 }),
    removed: fc.nat({ max: 1 }),
    put: fc.oneof(fc.constant(""), fc.constantFrom(...CHARACTERS)),
  });
  return fc.tuple(texts, fc.array(edit, { maxLength: 2 })).map(([text, edits]) =>
    edits.reduce((before, { at, removed, put }) => {
      const place = at % (before.length + 1);
      return before.slice(0, place) + put + before.slice(place + removed);
    }, text),
  );
}

/** Values of a field that holds a text. */
function texts(right: fc.Arbitrary<string>): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 4, arbitrary: right },
    { weight: 4, arbitrary: nearly(right) },
    { weight: 1, arbitrary: fc.constantFrom(...HOSTILE) },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 70 }) },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  );
}

/** Mostly the good value, so that an object of several fields is not always wrong. */
function mostly(good: unknown, others: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 6, arbitrary: fc.constant(good) }, { weight: 1, arbitrary: others });
}

/** Values of a field that holds a number. */
function numbers(...edges: readonly number[]): fc.Arbitrary<unknown> {
  const near = edges.flatMap(edge => [edge - 1, edge, edge + 1]);
  return fc.oneof(
    fc.constantFrom(...near, ...edges),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.jsonValue({ maxDepth: 1 }),
  );
}

/** Values of a field that holds one of few words, or a truth value. */
function words(...allowed: readonly unknown[]): fc.Arbitrary<unknown> {
  const asText = allowed.map(String);
  return fc.oneof(fc.constantFrom(...allowed), texts(fc.constantFrom(...asText)));
}

function listOf(items: fc.Arbitrary<unknown>, maxLength: number): fc.Arbitrary<unknown> {
  const short = fc.array(items, { maxLength: 3 });
  const long = fc.array(items, { minLength: maxLength - 1, maxLength: maxLength + 1 });
  return fc.oneof({ weight: 5, arbitrary: short }, { weight: 1, arbitrary: long });
}

function field(build: Build, name: string, values: fc.Arbitrary<unknown>): Field {
  const { kind } = build({});
  const manifests = values.map(value => build({ [name]: value }));
  return { name: `${kind} spec.${name}`, manifests };
}

const repository = fc.record(
  {
    url: fc.oneof(
      { weight: 3, arbitrary: fc.nat().map(host => `http://m${host}/v{minor}/deb/`) },
      { weight: 1, arbitrary: texts(url) },
    ),
    key: mostly(ARMOR, texts(key)),
    keySecretRef: mostly("key", texts(objectName)),
    fingerprint: mostly("0".repeat(40), texts(fingerprint)),
  },
  { requiredKeys: ["url"] },
);

const planHash = fc
  .tuple(fc.constantFrom("sha256:", "sha512:", ""), fc.integer({ min: 63, max: 65 }))
  .map(([algorithm, length]) => algorithm + "0a".repeat(33).slice(0, length));

const names = fc.record({ name: mostly("w1", texts(objectName)) });

/** Every field that users may write. */
export const FIELDS: readonly Field[] = [
  field(server, "ipv4", texts(ipv4)),
  field(server, "routerIP", texts(fc.oneof(ipv4, fc.constant("10.50.1.5")))),
  field(server, "mac", texts(mac)),
  field(server, "provider", words("azure", "qemu", "baremetal")),
  field(server, "hostKeys", listOf(texts(hostKey), 8)),
  field(server, "sshPort", numbers(1, 22, 65_535)),
  field(server, "paused", words(true, false)),
  field(server, "provisioningProfile", texts(objectName)),
  field(profile, "kubernetesVersion", texts(version)),
  field(profile, "containerRuntime", words("containerd")),
  field(profile, "customBootstrapScript", texts(script)),
  field(profile, "sshCredentialsSecretRef", texts(objectName)),
  field(profile, "tailscaleAuthKeySecretRef", texts(objectName)),
  field(profile, "adminUsername", texts(loginName)),
  field(profile, "repositories", listOf(repository, 8)),
  field(profile, "cni", words("cluster", "bridge")),
  field(profile, "ignorePreflightErrors", listOf(texts(check), 32)),
  field(
    profile,
    "timeouts",
    fc.record(
      {
        connectSeconds: mostly(600, numbers(10, 86_400)),
        runSeconds: mostly(600, numbers(60, 86_400)),
        nodeReadySeconds: mostly(600, numbers(10, 86_400)),
      },
      { requiredKeys: [] },
    ),
  ),
  field(
    profile,
    "drain",
    fc.record(
      {
        policy: mostly("Wait", words("Wait", "Abort", "ForceAfter")),
        timeoutSeconds: mostly(900, numbers(10, 86_400)),
        deleteEmptyDirData: mostly(true, words(true, false)),
        deleteUnmanagedPods: mostly(true, words(true, false)),
      },
      { requiredKeys: [] },
    ),
  ),
  field(operation, "serverRef", fc.oneof(names, fc.jsonValue({ maxDepth: 2 }))),
  field(operation, "provisioningProfileRef", fc.oneof(names, fc.jsonValue({ maxDepth: 2 }))),
  field(operation, "operation", words("repave", "reboot", "reset")),
  field(operation, "renewHostKey", words(true, false)),
  field(operation, "dryRun", words(true, false)),
  field(operation, "planHash", texts(planHash)),
];
