import { redact } from "../../../lib/domain/redact";

describe("redact, of what nobody registered,", () => {
  it.each([
    ["password=hunter2secret", "password=[redacted]"],
    ["DB_PASSWORD: 'hunter2'", "DB_PASSWORD: '[redacted]'"],
    ["AWS_SECRET_ACCESS_KEY=AbCd/Ef+12", "AWS_SECRET_ACCESS_KEY=[redacted]"],
    [`{"api_key": "sk-123456"}`, `{"api_key": "[redacted]"}`],
    ["GITHUB_TOKEN=ghp_abc", "GITHUB_TOKEN=[redacted]"],
    ["MYSQL_PASSWD=hunter2", "MYSQL_PASSWD=[redacted]"],
    ["clientSecret = abcd", "clientSecret = [redacted]"],
    ["postgres://bob:s3cretpw@db/x", "postgres://bob:[redacted]@db/x"],
    ["https://:token123@host/", "https://:[redacted]@host/"],
  ])("takes %j for one by its name or place", (text, want) => {
    expect(redact(text)).toBe(want);
    expect(redact(want)).toBe(want);
  });

  it.each([
    "spec.sshCredentialsSecretRef: ssh",
    "Secret dc-1/ssh does not exist",
    "tailscale-client-secret: is a secret",
    "http://packages:8080/deb/",
    "user@host:22",
    "plain ALL=(root) NOPASSWD: /usr/bin/bash",
    "cat: /etc/passwd: Permission denied",
  ])("leaves %j alone", text => {
    expect(redact(text)).toBe(text);
  });
});
