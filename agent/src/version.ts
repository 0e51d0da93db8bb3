/** The version that observations and logs state; kept in step with package.json by a test. */
export const AGENT_VERSION = '0.1.0';
