/**
 * The agent as a scheduled task of Windows (Task Scheduler schema 1.2). A task, not a service: the
 * service manager stops every program that does not speak its protocol, which node does not.
 */
import { escapeXml } from './xml.ts';

export const TASK = '\\Muster\\Agent';

export interface TaskOptions {
  readonly program: readonly string[];
  readonly config: string;
  readonly mode: 'daemon' | 'timer';
  readonly everyMs: number;
  readonly spreadMs: number;
}

/**
 * As a daemon the task starts with Windows; the hourly trigger finds it running (`IgnoreNew`) or
 * starts it again. As a timer the trigger runs one look.
 */
export function taskXml({ program, config, mode, everyMs, spreadMs }: TaskOptions): string {
  const [command = '', ...leading] = program;
  const args = [...leading, mode === 'daemon' ? 'run' : 'once', '--config', config];
  const interval = mode === 'daemon' ? 'PT1H' : isoDuration(Math.max(everyMs, 60_000));
  return `<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>Muster agent: hardware inventory of this host</Description>
    <URI>${TASK}</URI>
  </RegistrationInfo>
  <Triggers>
    <BootTrigger>
      <Enabled>true</Enabled>
      <Delay>PT30S</Delay>
    </BootTrigger>
    <TimeTrigger>
      <Repetition>
        <Interval>${interval}</Interval>
        <StopAtDurationEnd>false</StopAtDurationEnd>
      </Repetition>
      <StartBoundary>2020-01-01T00:00:00</StartBoundary>
      <Enabled>true</Enabled>
      <RandomDelay>${isoDuration(spreadMs)}</RandomDelay>
    </TimeTrigger>
  </Triggers>
  <Principals>
    <Principal id="System">
      <UserId>S-1-5-18</UserId>
      <RunLevel>HighestAvailable</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <AllowStartOnDemand>true</AllowStartOnDemand>
    <Enabled>true</Enabled>
    <Hidden>true</Hidden>
    <ExecutionTimeLimit>${mode === 'daemon' ? 'PT0S' : 'PT10M'}</ExecutionTimeLimit>
    <Priority>8</Priority>
    <RestartOnFailure>
      <Interval>PT1M</Interval>
      <Count>3</Count>
    </RestartOnFailure>
  </Settings>
  <Actions Context="System">
    <Exec>
      <Command>${escapeXml(command)}</Command>
      <Arguments>${escapeXml(args.map(quoteArgument).join(' '))}</Arguments>
    </Exec>
  </Actions>
</Task>
`;
}

/** xs:duration, in seconds: Task Scheduler reads them whatever their size. */
function isoDuration(ms: number): string {
  return `PT${Math.max(0, Math.round(ms / 1000))}S`;
}

/** As CommandLineToArgvW reads it back: backslashes count only before a quote. */
export function quoteArgument(argument: string): string {
  if (/^[^\s"]+$/.test(argument)) return argument;
  return `"${argument.replace(/(\\*)"/g, '$1$1\\"').replace(/\\+$/, '$&$&')}"`;
}
