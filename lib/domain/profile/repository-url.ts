const LABEL = "[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?";

/** 1 to 65535. */
const PORT = "[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]";

const SHAPE = new RegExp(`^https?://${LABEL}([.]${LABEL})*(:(${PORT}))?(/[A-Za-z0-9._~:+-]+)*/$`);

/** Whether the text is the address of a flat apt repository, with or without `{minor}`. */
export function isRepositoryUrl(text: string): boolean {
  return SHAPE.test(text.replaceAll("{minor}", "1"));
}
