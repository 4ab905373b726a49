/** Exit codes of the package's programs; 0 if all went well and every accepted vote is counted exactly once. */
export const EXIT_FAILED = 1;
export const EXIT_USAGE = 2;
export const EXIT_INTERRUPTED = 130;
/** The demo: every promise held, but the run did not show what it is for. */
export const EXIT_NOT_SHOWN = 3;
