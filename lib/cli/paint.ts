/** Colours that the terminal's own palette has. */
const CODES = {
  bold: [1, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const;

/** A colour, or bold. */
export type Colour = keyof typeof CODES;

/** Gives text its colour, or leaves it as it is. */
export type Paint = (text: string, colour: Colour | undefined) => string;

/** For terminals. */
export const inColour: Paint = (text, colour) => {
  if (colour === undefined || text === "") {
    return text;
  }
  const [on, off] = CODES[colour];
  return `\u001b[${on}m${text}\u001b[${off}m`;
};

/** For files, pipes, and who does not want colours. */
export const plain: Paint = text => text;
