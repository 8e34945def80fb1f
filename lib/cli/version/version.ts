import { version as PACKAGE_VERSION } from "../../../package.json";
import { API_VERSION } from "../../api/names";

/** Version of this program, and of the objects that it reads. */
export function versionText(output: "json" | undefined): string {
  return output === "json"
    ? `${JSON.stringify({ version: PACKAGE_VERSION, apiVersion: API_VERSION }, undefined, 2)}\n`
    : `stargate ${PACKAGE_VERSION}, for ${API_VERSION}\n`;
}
