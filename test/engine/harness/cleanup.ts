import { removeUserFolder } from './environment';

afterAll(removeUserFolder);
