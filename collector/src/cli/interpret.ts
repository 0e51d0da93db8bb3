/** `interpret`: captured MQTT messages on standard input, what Muster reads from them on the other. */
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { parserOf } from '@muster/facts/parsed';
import { Type } from 'typebox';
import { loadOwnRules } from '../load-config.ts';
import { conventions } from '../mqtt/conventions.ts';
import { Interpreter } from '../mqtt/interpreter.ts';
import { MqttMessage } from '../mqtt/message.ts';
import { printSighting } from './print.ts';
import { EXIT, type Surroundings, UsageError } from './surroundings.ts';

export interface InterpretOptions {
  readonly config?: string;
  readonly json?: boolean;
}

/**
 * One JSON object a line, as `mosquitto_sub -F %j` writes them (with 0 or 1 for `retain`). A
 * `payload` that is not a text stands for its JSON.
 */
const parse = parserOf(
  Type.Object({
    topic: Type.String({ minLength: 1 }),
    payload: Type.Optional(Type.Unknown()),
    payloadBase64: Type.Optional(Type.String()),
    retain: Type.Optional(Type.Union([Type.Boolean(), Type.Literal(0), Type.Literal(1)])),
  }),
);

export function interpretCommand(options: InterpretOptions, around: Surroundings): Promise<number> {
  return interpretLines(around.stdin, options, around);
}

/** @throws UsageError when the file cannot be read */
export async function interpretFile(
  file: string,
  options: InterpretOptions,
  around: Surroundings,
): Promise<number> {
  const opened = await open(file).catch((error: unknown) => {
    throw new UsageError(`cannot read ${file}: ${error instanceof Error ? error.message : error}`);
  });
  return interpretLines(opened.createReadStream(), options, around);
}

async function interpretLines(
  input: Readable,
  options: InterpretOptions,
  around: Surroundings,
): Promise<number> {
  const { conventions: mapped, classify } = await loadOwnRules(options.config);
  const interpreter = new Interpreter({ conventions: [...mapped, ...conventions] });
  let number = 0;
  for await (const line of createInterface({ input })) {
    number += 1;
    if (line.trim() === '') continue;
    const message = parseLine(line);
    if (message === undefined) {
      throw new UsageError(`line ${number} is not {"topic": …, "payload": …}`);
    }
    interpreter.read(message, { epoch: 1, hasRetainAsPublished: true, nowMs: Date.now() });
    for (const sighting of interpreter.take()) printSighting(classify(sighting), options, around);
  }
  const { understood, voices, foreign } = interpreter.tally;
  around.stderr.write(
    `${understood} messages understood, ${voices} signs of life, ${foreign} of no convention\n`,
  );
  return EXIT.done;
}

function parseLine(line: string): MqttMessage | undefined {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return undefined;
  }
  const parsed = parse(json);
  if (parsed.kind === 'refused') return undefined;
  const { topic, payload = '', payloadBase64, retain = false } = parsed.value;
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const bytes =
    payloadBase64 === undefined ? Buffer.from(text) : Buffer.from(payloadBase64, 'base64');
  return new MqttMessage(topic, bytes, retain === true || retain === 1);
}
