// For tests: opens the store of a folder, and closes it.
import { Store } from '../../store/store.ts';

const [folder] = process.argv.slice(2);
if (folder !== undefined) new Store(folder).close();
