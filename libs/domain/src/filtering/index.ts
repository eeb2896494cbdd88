export { isNumeric } from './compare.ts';
export { contextProperties, isContextProperty } from './context.ts';
export { explainFilters, type FilterFinding, type FilterSubject } from './filter-holds.ts';
export { selectEvent, type FilterRule, type Selection } from './select-event.ts';
