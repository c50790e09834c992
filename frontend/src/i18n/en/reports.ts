import type { reports as nl } from '../nl/reports.ts';
import type { Translation } from '../translation.ts';

export const reports: Translation<typeof nl> = {
  'reports.edit': 'Edit report',
  'reports.around': 'Around this report',
  'reports.authors': 'Written by',
  'reports.meeting': 'Is about',
  'reports.takeHome': 'To take home',
  'reports.contents': 'In this report',
};
