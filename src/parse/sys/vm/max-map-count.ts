import { source } from '../../../source.ts'
import { parseNumber } from '../../number.ts'

/** Mappings that one process may have: 65,530 unless set; some distributions set 1,048,576. Documentation/admin-guide/sysctl/vm.rst */
export const maxMapCount = source('/proc/sys/vm/max_map_count', parseNumber)
