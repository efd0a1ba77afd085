import { mount } from 'svelte';
import './theme/tokens.css';
import './theme/base.css';
import './theme/controls.css';
import './theme/fields.css';
import './theme/plots.css';
import './theme/window.css';
import './theme/sheet.css';
import App from './app/App.svelte';
import { LabClient } from './lab/client.ts';

const target = document.getElementById('app');
if (target) mount(App, { target, props: { client: new LabClient() } });
