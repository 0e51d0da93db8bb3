/** Reports as a page for screen and paper, and as CSV. */
import { Type } from 'typebox';
import { formatReportCsv } from '../../reports/csv.ts';
import { gatherReports } from '../../reports/gather.ts';
import { formatReportHtml, REPORT_CSP } from '../../reports/html.ts';
import { REPORT_NAMES, type ReportName } from '../../reports/report.ts';
import type { App } from '../app.ts';
import type { ApiContext } from '../context.ts';
import { RequestFailure } from '../failure.ts';
import { actorOf } from './actor.ts';
import { id } from './params.ts';

const DAY_MS = 86_400_000;
const reportQuery = Type.Object(
  { days: Type.Optional(Type.Integer({ minimum: 1, maximum: 1100 })) },
  { additionalProperties: false },
);

export function addReportRoutes(app: App, { core, nowMs }: ApiContext): void {
  app.get(
    '/api/v1/reports/:id',
    {
      config: { access: 'viewer' },
      schema: {
        params: Type.Object({ id }),
        querystring: reportQuery,
        response: { 200: Type.String({ description: 'The file' }) },
      },
    },
    async ({ params, query: { days = 90 }, principal }, reply) => {
      const [name = '', format = ''] = params.id.split('.');
      const names = namesOf(name);
      if (names.length === 0 || (format !== 'html' && format !== 'csv')) {
        const known = [...REPORT_NAMES, 'all'].join(', ');
        const why = `there is no report ${params.id}: NAME.html or NAME.csv, of ${known}`;
        throw new RequestFailure(404, 'not-found', why);
      }
      const now = nowMs();
      const range = { from: dayOf(now - (days - 1) * DAY_MS), to: dayOf(now) };
      const reports = {
        madeAt: new Date(now).toISOString(),
        madeFor: actorOf(principal),
        reports: await gatherReports(core, names, range),
      };
      const file = `muster-${name}-${range.to}.${format}`;
      if (format === 'csv') {
        return reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', `attachment; filename="${file}"`)
          .send(formatReportCsv(reports));
      }
      return reply
        .type('text/html; charset=utf-8')
        .header('content-security-policy', REPORT_CSP)
        .header('content-disposition', `inline; filename="${file}"`)
        .send(formatReportHtml(reports));
    },
  );
}

function namesOf(name: string): readonly ReportName[] {
  return name === 'all' ? REPORT_NAMES : REPORT_NAMES.filter((each) => each === name);
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
