/** The command line of muster-collector: what can be asked of it, and which module answers. */
import { ConfigError } from '@muster/uplink/config-error';
import { Command, CommanderError, Option } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { EXIT, type Surroundings, UsageError } from './surroundings.ts';

/** Sets the exit code of the program once a command has run. */
type Exit = (code: number) => void;

/** Runs one command line to its end and returns its exit code. */
export async function runCollector(args: readonly string[], around: Surroundings): Promise<number> {
  let code: number = EXIT.done;
  const exit: Exit = (chosen) => {
    code = chosen;
  };
  const program = new Command('muster-collector')
    .description('knows the network: asks switches, hosts and gateways who they are')
    .version(packageJson.version)
    .addCommand(probeCommand(around, exit))
    .addCommand(sweepCommandOf(around, exit))
    .addCommand(parseCommand(around, exit))
    .addCommand(interpretCommandOf(around, exit))
    .addCommand(hashCommand(around, exit))
    .addCommand(runCommand(around, exit));
  prepare(program, around);
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    }
    if (!(error instanceof UsageError || error instanceof ConfigError)) throw error;
    around.stderr.write(`${error.message}\n`);
    return EXIT.usage;
  }
  return code;
}

function prepare(command: Command, around: Surroundings): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => around.stdout.write(text),
    writeErr: (text) => around.stderr.write(text),
  });
  for (const child of command.commands) prepare(child, around);
}

function probeCommand(around: Surroundings, exit: Exit): Command {
  const json = () => new Option('--json', 'observations, one JSON object a line');
  const snmp = new Command('snmp')
    .description('one device over SNMP')
    .argument('[host[:port]]', 'an IPv6 address with a port goes in brackets')
    .option('--from <file>', 'read a recorded walk instead (.snmprec, or of snmpwalk -On)')
    .option('--community <name>', 'SNMPv2c community (also MUSTER_SNMP_COMMUNITY)')
    .option('--community-file <file>', 'file that holds the community')
    .addOption(new Option('--snmp-version <version>', 'with a community').choices(['1', '2c']))
    .option('--user <name>', 'SNMPv3 user')
    .option('--auth <protocol>', 'md5, sha, sha224, sha256, sha384 or sha512')
    .option('--auth-key-file <file>', 'file with the key (also MUSTER_SNMP_AUTH_KEY, or asked for)')
    .option('--priv <protocol>', 'aes, aes256b (Blumenthal), aes256r (Reeder) or des')
    .option('--priv-key-file <file>', 'file with the key (also MUSTER_SNMP_PRIV_KEY, or asked for)')
    .option('--context <name>', 'SNMPv3 context')
    .option('--timeout <duration>', 'for the whole device', '5m')
    .option('--families <folder>', 'also know the families in this folder')
    .option('--explain', 'every candidate of each fact, and why it won or lost')
    .addOption(json())
    .action(async (address, options) => {
      const { probeSnmpCommand } = await import('./probe-snmp.ts');
      exit(await probeSnmpCommand(address, options, around));
    });
  const ssh = new Command('ssh')
    .description('one device over SSH')
    .argument('<host[:port]>', 'an IPv6 address with a port goes in brackets')
    .requiredOption('--user <name>')
    .option(
      '--password-file <file>',
      'file with the password (also MUSTER_SSH_PASSWORD, or asked for)',
    )
    .option('--key <file>', 'private key in OpenSSH or PEM form')
    .option(
      '--passphrase-file <file>',
      "file with the key's passphrase (also MUSTER_SSH_PASSPHRASE)",
    )
    .option('--agent [socket]', 'keys in an SSH agent (default: SSH_AUTH_SOCK)')
    .option('--enable-file <file>', 'file with the second password (also MUSTER_SSH_ENABLE)')
    .option('--through <host...>', 'jump hosts, outermost first, as [user@]host[:port]')
    .option('--platform <id>', 'which command line it speaks', 'auto')
    .option('--host-key <fingerprint>', 'accept this host key only ("SHA256:…")')
    .option('--known-hosts <file...>', "refuse what contradicts these files of OpenSSH's format")
    .option('--legacy', 'also offer the old key exchanges and ciphers of old gear')
    .option('--timeout <duration>', 'for the whole device', '3m')
    .addOption(json())
    .action(async (address, options) => {
      const { probeSshCommand } = await import('./probe-ssh.ts');
      exit(await probeSshCommand(address, options, around));
    });
  const redfish = new Command('redfish')
    .description('the servers behind a management controller, over Redfish')
    .argument('<host[:port]>', 'an IPv6 address with a port goes in brackets')
    .requiredOption('--user <name>')
    .option(
      '--password-file <file>',
      'file with the password (also MUSTER_REDFISH_PASSWORD, or asked for)',
    )
    .option('--certificate <fingerprint>', 'accept this certificate only ("SHA256:…")')
    .option('--timeout <duration>', 'for the whole controller', '10m')
    .addOption(json())
    .action(async (address, options) => {
      const { probeRedfishCommand } = await import('./probe-redfish.ts');
      exit(await probeRedfishCommand(address, options, around));
    });
  const mqtt = new Command('mqtt')
    .description('what devices say of themselves on an MQTT broker')
    .argument('[url]', 'mqtt://host[:port], mqtts://, ws:// or wss://')
    .option('--from <file>', 'read captured messages instead, one JSON object a line')
    .option('--for <duration>', 'how long to listen', '10s')
    .option('--user <name>')
    .option('--password-file <file>', 'file with the password (also MUSTER_MQTT_PASSWORD)')
    .option('--ca <file>', 'certificate authority, PEM')
    .option('--cert <file>', 'client certificate, PEM')
    .option('--key <file>', 'client key, PEM')
    .option('--client-id <id>', 'instead of one made up for this listening')
    .option(
      '--topic <filter...>',
      'listen to these topics instead of those of the known conventions',
    )
    .option('--config <file>', 'also use the mappings of this configuration')
    .addOption(json())
    .action(async (url, options) => {
      const { probeMqttCommand } = await import('./probe-mqtt.ts');
      exit(await probeMqttCommand(url, options, around));
    });
  const segment = new Command('segment')
    .description('what the segments of this host say by themselves: DHCP, mDNS, SSDP, neighbors')
    .option('--for <duration>', 'how long to listen', '30s')
    .addOption(json())
    .action(async (options) => {
      const { probeSegmentCommand } = await import('./probe-segment.ts');
      exit(await probeSegmentCommand(options, around));
    });
  return new Command('probe')
    .description('asks once and prints what was observed; sends nothing anywhere')
    .addCommand(snmp)
    .addCommand(ssh)
    .addCommand(redfish)
    .addCommand(mqtt)
    .addCommand(segment);
}

function sweepCommandOf(around: Surroundings, exit: Exit): Command {
  return new Command('sweep')
    .description(
      'who speaks SNMP in ranges of addresses, and whom those know; sends nothing anywhere',
    )
    .argument('<range...>', '192.0.2.0/24, 192.0.2.10-192.0.2.40 or one address; IPv4')
    .option('--exclude <range...>', 'addresses that are not asked')
    .option('--community <name...>', 'SNMPv2c communities, in order (also MUSTER_SNMP_COMMUNITY)')
    .option('--config <file>', "this configuration's credentials of SNMP, users of SNMPv3 too")
    .option('--port <number>', 'UDP port that is asked', '161')
    .option('--rate <number>', 'packets a second, all together', '500')
    .option(
      '--write-targets <file>',
      'append whom the configuration lets in to this file of targets',
    )
    .option('--no-neighbors', 'leave out whom the found know by LLDP and CDP')
    .addOption(new Option('--json', 'one JSON object a line'))
    .action(async (ranges, options) => {
      const { sweepCommand } = await import('./sweep.ts');
      exit(await sweepCommand(ranges, options, around));
    });
}

function parseCommand(around: Surroundings, exit: Exit): Command {
  return new Command('parse')
    .description('what Muster reads from a captured command output on standard input')
    .requiredOption('--platform <id>', 'such as cisco-ios')
    .requiredOption('--command <line>', 'such as "show inventory"')
    .action(async (options) => {
      const { parseCaptureCommand } = await import('./parse-capture.ts');
      exit(await parseCaptureCommand(options, around));
    });
}

function interpretCommandOf(around: Surroundings, exit: Exit): Command {
  return new Command('interpret')
    .description('what Muster reads from captured MQTT messages, one JSON object a line')
    .option('--config <file>', 'also use the mappings of this configuration')
    .option('--json', 'observations, one JSON object a line')
    .action(async (options) => {
      const { interpretCommand } = await import('./interpret.ts');
      exit(await interpretCommand(options, around));
    });
}

function hashCommand(around: Surroundings, exit: Exit): Command {
  return new Command('hash-password')
    .description('what mqtt.listen.users holds of a password, which is typed or on standard input')
    .action(async () => {
      const { hashPasswordCommand } = await import('./hash-password.ts');
      exit(await hashPasswordCommand(around));
    });
}

function runCommand(around: Surroundings, exit: Exit): Command {
  return new Command('run')
    .description(
      'observes what the configuration names, and reports to the reconciler, until told to end',
    )
    .requiredOption('--config <file>')
    .option('--url <url>', 'the reconciler (also MUSTER_URL)')
    .option('--token-file <file>', 'enrolment token, needed once (also MUSTER_TOKEN)')
    .option('--data <dir>', 'identity and spool (also MUSTER_DATA)')
    .action(async (options) => {
      const { runDaemonCommand } = await import('./run-daemon.ts');
      exit(await runDaemonCommand(options, around));
    });
}
