/** What the schema of a CRD says of one field, as far as an object can break it. */
export interface Shape {
  readonly type: "object" | "array" | "string" | "integer" | "boolean";
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly items?: Shape;
  readonly minItems?: number;
  readonly maxItems?: number;
  /** Which fields of its objects tell the items of a list apart; empty when each item is told by its value. */
  readonly unique?: readonly string[];
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  /** Unit: code points. */
  readonly maxLength?: number;
}
