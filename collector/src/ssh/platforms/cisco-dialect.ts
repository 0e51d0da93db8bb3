/** How Cisco's command lines, and the many made after them, talk. */
import type { Dialect } from '../driver/dialect.ts';

export const CISCO_DIALECT: Dialect = {
  modes: [
    { name: 'user', prompt: /^[\w.@/:~-]{1,80}> ?$/ },
    {
      name: 'privileged',
      prompt: /^[\w.@/:~-]{1,80}# ?$/,
      enter: { from: 'user', command: 'enable' },
    },
    { name: 'configuration', prompt: /^[\w.@/:~-]{1,80}\([\w.-]{1,60}\)# ?$/ },
  ],
  readsIn: 'privileged',
  setup: ['terminal length 0', 'terminal width 0'],
  leave: ['exit'],
  lineEnd: '\n',
};
