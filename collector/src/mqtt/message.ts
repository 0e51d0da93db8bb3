/** One MQTT message as conventions read it: topic, payload, and its text and JSON when asked for. */

/** A retained list of 300 Zigbee devices with all they expose is about 2 MB. */
export const PAYLOAD_BYTES_MAX: number = 8 * 1024 * 1024;

export class MqttMessage {
  readonly topic: string;
  readonly payload: Buffer;
  /** State kept by the broker, not something that happened now (needs Retain As Published). */
  readonly retain: boolean;
  #json: unknown;
  #isParsed = false;

  constructor(topic: string, payload: Buffer, retain: boolean) {
    this.topic = topic;
    this.payload = payload;
    this.retain = retain;
  }

  /** An empty payload withdraws what the topic said before. */
  get isEmpty(): boolean {
    return this.payload.length === 0;
  }

  get text(): string {
    return this.payload.toString('utf8');
  }

  /** Undefined when the payload is not JSON or is too large to be looked at. Parsed once. */
  get json(): unknown {
    if (!this.#isParsed) {
      this.#isParsed = true;
      this.#json = this.payload.length > PAYLOAD_BYTES_MAX ? undefined : parseJson(this.text);
    }
    return this.#json;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Half of what travels over MQTT is not JSON: that is no failure worth a reason.
    return undefined;
  }
}
