/** The Grafana dashboard of docs/monitoring, as far as tests look at it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../architecture/source-tree.js';

export interface DataSource {
  readonly type: string;
  readonly uid: string;
}

export interface Panel {
  readonly id: number;
  readonly type: 'row' | 'stat' | 'timeseries' | 'heatmap';
  readonly title: string;
  readonly gridPos: {
    readonly h: number;
    readonly w: number;
    readonly x: number;
    readonly y: number;
  };
  readonly datasource?: DataSource;
  readonly targets?: readonly { refId: string; expr: string; datasource: DataSource }[];
  readonly fieldConfig?: { readonly defaults: { readonly unit: string } };
}

export interface Variable {
  readonly name: string;
  readonly type: 'datasource' | 'query';
  readonly datasource?: DataSource;
  readonly query: string | { readonly query: string };
}

export interface Dashboard {
  readonly id: null;
  readonly uid?: string;
  readonly title: string;
  readonly schemaVersion: number;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly Variable[] };
  readonly annotations: {
    readonly list: readonly { name: string; expr?: string; datasource: DataSource }[];
  };
}

export const dashboardText = readFileSync(
  join(repositoryRoot, 'docs', 'monitoring', 'bookcast.json'),
  'utf8',
);

export const dashboard = JSON.parse(dashboardText) as Dashboard;

/** Every expression that Grafana would send, with where it stands. */
export const expressions: readonly { readonly where: string; readonly expr: string }[] = [
  ...dashboard.panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ refId, expr }) => ({ where: `${title} ${refId}`, expr })),
  ),
  ...dashboard.annotations.list.flatMap(({ name, expr }) =>
    expr === undefined ? [] : [{ where: `annotation ${name}`, expr }],
  ),
];

/** As Grafana fills in the variables when "All" is chosen. */
export const filledIn = (expr: string): string =>
  expr
    .replaceAll('$__rate_interval', '1m')
    .replaceAll('$__range', '1m')
    .replaceAll(/\$(instance|feed|lane|gateway)\b/g, '.*');
