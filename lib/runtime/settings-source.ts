import * as z from "zod";
import type { ApiClient } from "../adapters/kubernetes/client";
import { SETTINGS_REFRESH_MS } from "../defaults";
import { InvalidSpec } from "../domain/errors";
import type { Key } from "../domain/key";
import { referenceTo } from "../domain/waiting";
import { formatViolations } from "../domain/violation";
import type { Clock } from "../ports/clock";
import type { Events } from "../ports/events";
import type { Log } from "../ports/log";
import type { Settings, SettingsSource } from "../ports/settings";
import { parseSettings } from "./settings";

const configMap = z.object({
  metadata: z.object({ uid: z.string().optional() }).default({}),
  data: z.record(z.string(), z.string()).default({}),
});

/** What reading settings takes. */
export interface SettingsTools {
  readonly client: Pick<ApiClient, "request">;
  readonly clock: Clock;
  readonly events: Events;
  readonly log: Log;
}

/** The settings of the ConfigMap, looked at every ten seconds. Without a ConfigMap, the defaults. */
export class ConfigMapSettings implements SettingsSource {
  readonly #key: Key;
  readonly #tools: SettingsTools;
  #good: Settings | undefined;
  #dueMs = 0;
  #said = "";
  #refreshing: Promise<Settings> | undefined;

  constructor(key: Key, tools: SettingsTools) {
    this.#key = key;
    this.#tools = tools;
  }

  async current(): Promise<Settings> {
    if (this.#good !== undefined && this.#tools.clock.now() < this.#dueMs) {
      return this.#good;
    }
    return await this.afresh();
  }

  async afresh(): Promise<Settings> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined;
    });
    return await this.#refreshing;
  }

  async #refresh(): Promise<Settings> {
    const { namespace, name } = this.#key;
    const { client, clock } = this.#tools;
    const path = `/api/v1/namespaces/${namespace}/configmaps/${name}`;
    const { metadata, data } = configMap.parse(
      (await client.request({ method: "GET", path })) ?? {},
    );
    this.#dueMs = clock.now() + SETTINGS_REFRESH_MS;
    const parsed = parseSettings(data);
    if ("settings" in parsed) {
      this.#say(parsed.warnings.join("; "));
      this.#good = parsed.settings;
      return parsed.settings;
    }
    const message = formatViolations(parsed.violations);
    await this.#complain(message, metadata.uid);
    if (this.#good !== undefined) {
      return this.#good;
    }
    throw new InvalidSpec(`settings in ConfigMap ${namespace}/${name}: ${message}`, {
      reason: "InvalidSettings",
      object: referenceTo("ConfigMap", this.#key),
      remedy: "correct the ConfigMap",
    });
  }

  async #complain(message: string, uid: string | undefined): Promise<void> {
    if (this.#say(message)) {
      const metadata = { ...this.#key, ...(uid === undefined ? {} : { uid }) };
      await this.#tools.events.warning({ kind: "ConfigMap", metadata }, "InvalidSettings", message);
    }
  }

  /** Logs what is new; whether it was. */
  #say(message: string): boolean {
    if (message === this.#said) {
      return false;
    }
    this.#said = message;
    if (message !== "") {
      this.#tools.log.warn({ settings: this.#key.name }, message);
    }
    return message !== "";
  }
}
