import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { REPOSITORY_DIRECTORY } from "../../lab/lab";

/** A schema of the CRD, as far as rules go. */
interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly "x-kubernetes-validations"?: readonly { readonly rule: string }[];
}

interface Crd {
  readonly spec: {
    readonly versions: readonly [
      { readonly schema: { readonly openAPIV3Schema: { readonly properties: { spec: Schema } } } },
    ];
  };
}

const NAME = "stargate-bench";

/** The rules for the fields of a Server, as its CRD has them, once more as a policy for objects with the label. */
export function policyObjects(label: Readonly<Record<string, string>>): readonly object[] {
  const file = path.join(REPOSITORY_DIRECTORY, "crds/servers.stargate.io.yaml");
  const { spec } = parse(readFileSync(file, "utf8")) as Crd;
  const { properties = {} } = spec.versions[0].schema.openAPIV3Schema.properties.spec;
  const validations = Object.entries(properties).flatMap(([field, schema]) => [
    // In a macro over a list of one, rules are true as they stand: they call their value self.
    ...rulesOf(schema).map(rule => validation(field, `[object.spec.${field}].all(self, ${rule})`)),
    ...rulesOf(schema.items).map(rule =>
      validation(field, `object.spec.${field}.all(self, ${rule})`),
    ),
  ]);
  const group = "admissionregistration.k8s.io/v1";
  return [
    {
      apiVersion: group,
      kind: "ValidatingAdmissionPolicy",
      metadata: { name: NAME },
      spec: {
        failurePolicy: "Fail",
        matchConstraints: {
          objectSelector: { matchLabels: label },
          resourceRules: [
            {
              apiGroups: ["stargate.io"],
              apiVersions: ["v1alpha1"],
              operations: ["CREATE", "UPDATE"],
              resources: ["servers"],
            },
          ],
        },
        validations,
      },
    },
    {
      apiVersion: group,
      kind: "ValidatingAdmissionPolicyBinding",
      metadata: { name: NAME },
      spec: { policyName: NAME, validationActions: ["Deny"] },
    },
  ];
}

function rulesOf(schema: Schema | undefined): readonly string[] {
  return (schema?.["x-kubernetes-validations"] ?? []).map(({ rule }) => rule);
}

function validation(field: string, expression: string): object {
  return {
    expression: `!has(object.spec.${field}) || ${expression}`,
    message: `spec.${field} breaks a rule of the schema`,
  };
}
