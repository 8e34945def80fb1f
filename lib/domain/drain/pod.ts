/** Which pod, and not one of its name that came later. */
export interface PodReference {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** A pod of a Node, as far as draining looks at it. */
export interface PodView extends PodReference {
  /** `status.phase`. */
  readonly phase: string;
  /** A static pod's image in the API: only the kubelet's own files make and end it. */
  readonly isMirror: boolean;
  /** Kind of what controls it, such as `ReplicaSet`. */
  readonly controller: string | undefined;
  /** Whether data goes with it, in a volume of type emptyDir. */
  readonly hasEmptyDir: boolean;
  /** When the grace of its deletion is over, RFC 3339; undefined while nobody deletes it. */
  readonly deletionTime: string | undefined;
}

/** What keeps a pod on its Node. */
export interface Obstacle {
  readonly pod: PodReference;
  /** A sentence about the pod, without its name. */
  readonly message: string;
}
