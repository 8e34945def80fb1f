const OBJECT_NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const OBJECT_NAME_LIMIT = 253;
const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const LABEL_LIMIT = 63;
const LOGIN_NAME = /^[a-z_][a-z0-9_-]{0,31}$/;

/** Whether the text can name a namespaced object (DNS-1123 subdomain). */
export function isObjectName(text: string): boolean {
  return text.length <= OBJECT_NAME_LIMIT && OBJECT_NAME.test(text);
}

/** Whether the text can name a namespace (DNS-1123 label). */
export function isNamespaceName(text: string): boolean {
  return text.length <= LABEL_LIMIT && LABEL.test(text);
}

/** Whether the text is a login name that no tool can take for an option (useradd's rule). */
export function isLoginName(text: string): boolean {
  return LOGIN_NAME.test(text);
}
