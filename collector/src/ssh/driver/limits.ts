/** Every bound of the SSH driver, with its reason. Times are for one step unless they say otherwise. */

/** A device on a slow WAN link answers a SYN within seconds or is not there. */
export const CONNECT_TIMEOUT_MS = 10_000;
/** Key exchange on a small switch CPU takes up to 8 s; RADIUS behind it up to 10 s more. */
export const HANDSHAKE_TIMEOUT_MS = 25_000;
/** Silence, while a command is running, after which the device is taken to hang. */
export const SILENCE_TIMEOUT_MS = 20_000;
/** One command, however busily it prints: a full FDB of a core switch takes about a minute. */
export const COMMAND_TIMEOUT_MS = 120_000;
/** All of one device: longer than this and the operator's schedule suffers. */
export const DEVICE_TIMEOUT_MS = 300_000;
/** How long a prompt-shaped end must stand before the first prompt is believed (banners). */
export const SETTLE_MS = 150;
/** How long output that ends in a known prompt, but without an echo, must stand. */
export const ECHO_SETTLE_MS = 400;
/** How long an unexpected but prompt-shaped end must stand before it is taken as the prompt. */
export const STRANGE_PROMPT_MS = 2_500;
/** Logging out is a courtesy: after this the connection is cut. */
export const LOGOUT_TIMEOUT_MS = 2_000;
/** 100,000 learned addresses of 80 characters: the largest answer expected. */
export const OUTPUT_BYTES_MAX: number = 8 * 1024 * 1024;
/** A pager of 24 lines over the largest answer; a pager that never ends stops here. */
export const PAGES_MAX = 20_000;
/** Questions answered before the first prompt (login, key press, notice): no device asks more. */
export const GREETINGS_MAX = 8;
/** What an error shows of the end of the output: enough to see the prompt that was not matched. */
export const TAIL_CHARACTERS = 160;
