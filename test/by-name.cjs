const { default: Sequencer } = require("@jest/test-sequencer");

/** Files in the order of their names: what one leaves behind for another is the same on every machine. */
module.exports = class ByName extends Sequencer {
  sort(tests) {
    return [...tests].sort((a, b) => (a.path < b.path ? -1 : 1));
  }
};
