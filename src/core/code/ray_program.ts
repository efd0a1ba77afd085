// What every Ray program has, whatever its sweep: how a network is made, trained and measured, and the trials.

const lines = (text: string): string[] => text.trim().split('\n');

const decoded = `
def floats(text, device, columns=None):
    values = torch.frombuffer(bytearray(base64.b64decode(text)), dtype=torch.float32).to(device)
    return values if columns is None else values.reshape(-1, columns)
`;

const written = `
def examples(s, device):  # X is n × width, y is n × columns or n class numbers
    data = DATA[s['data']]
    parts = []
    for part in ('train', 'val', 'test'):
        if s[part] == 0:
            parts += [None, None]
            continue
        y = floats(data['y_' + part], device, data['columns'])
        parts += [floats(data['X_' + part], device, data['width']), y.long() if data['columns'] is None else y]
    return parts
`;

const digits = `
def examples(s, device):
    parts = []
    for part in ('train', 'val', 'test'):
        if s[part] == 0:
            parts += [None, None]
            continue
        mnist = datasets.MNIST('data', train=part != 'test', download=True)
        first = s['taken'] if part == 'val' else 0  # behind those trained on
        count = s['taken'] if part == 'train' else s[part]
        X = mnist.data[first:first + count].reshape(-1, 784) / 255  # from 0 to 1
        y = mnist.targets[first:first + count].clone()
        if part == 'train' and s['imbalance'] != 1:  # of digit k the share ratio ** (-k / 9) is kept
            place, order = torch.empty(count), torch.randperm(count)
            for k in range(10):
                own = order[y[order] == k]
                place[own] = (torch.arange(len(own)) + 0.5) / (len(own) * s['imbalance'] ** (-k / 9))
            kept = place.argsort()[:s['train']].sort().values
            X, y = X[kept], y[kept]
        if part == 'train':  # label noise: so many labels are drawn anew, evenly over the ten digits
            wrong = round(s['label_noise'] * len(y))
            y[torch.randperm(len(y))[:wrong]] = torch.randint(10, (wrong,))
        if s['loss'] != 'softmax_cross_entropy':
            y = nn.functional.one_hot(y, 10).float()
        parts += [X.to(device), y.to(device)]
    return parts
`;

const network = `
def module(layer):
    kind = layer[0]
    if kind == 'dense':
        return nn.Linear(layer[1], layer[2], bias=layer[3])
    if kind == 'dropout':
        return nn.Dropout(layer[1])
    if kind == 'noise':
        return GaussianNoise(layer[1])
    return ACTIVATIONS[kind]()
`;

const drawn = `
def draw(weight, kind, value):
    if kind == 'constant':
        nn.init.constant_(weight, value)
    elif kind == 'normal':
        nn.init.normal_(weight, std=value)
    elif kind == 'uniform':
        nn.init.uniform_(weight, -value, value)
    else:
        nn.init.orthogonal_(weight, gain=value)
`;

const built = `
def build(s, device):  # z = X Wᵀ + b, h = φ(z)
    net = nn.Sequential(*[module(layer) for layer in s['layers']]).to(device)
    dense = [(net[i], layer) for i, layer in enumerate(s['layers']) if layer[0] == 'dense']
    with torch.no_grad():
        for k, (linear, layer) in enumerate(dense):
            if s['initial'] is None:
                draw(linear.weight, *layer[5])
                if layer[3]:
                    linear.bias.zero_()
            else:
                W, b = INITIAL[s['initial']][k]
                linear.weight.copy_(floats(W, device, layer[1]))
                if b is not None:
                    linear.bias.copy_(floats(b, device))
    for linear, layer in dense:
        if layer[4]:
            linear.requires_grad_(False)  # frozen
    return net, [linear.weight for linear, _ in dense]
`;

const measured = `
@torch.no_grad()
def measure(net, s, X, y):  # loss and share of right answers, nothing dropped
    net.eval()
    o = net(X)
    L = LOSSES[s['loss']](o, y).item()
    if s['classes'] == 0:
        return L, None
    if s['outputs'] == 1:
        answer = (o > (0.5 if s['loss'] == 'squared_error' else 0)).long().flatten()
        right = (y >= 0.5).long().flatten()
    else:
        answer = o.argmax(1)
        right = y if y.dim() == 1 else y.argmax(1)
    return L, (answer == right).float().mean().item()
`;

const trained = `
def train(s, device):
    torch.manual_seed(s['seed'])
    X_train, y_train, X_val, y_val, X_test, y_test = examples(s, device)
    net, weights = build(s, device)
    learning = [p for p in net.parameters() if p.requires_grad]
    optimizer = OPTIMIZERS[s['optimizer']](learning, s['learning_rate'], s['rates'])
    loss = LOSSES[s['loss']]
    schedule, each_epoch = None, False
    if s['schedule'] and s['schedule'][0] == 'step':
        each_epoch = True
        schedule = torch.optim.lr_scheduler.StepLR(optimizer, step_size=s['schedule'][1], gamma=s['schedule'][2])
    elif s['schedule']:
        schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=s['steps'], eta_min=s['schedule'][3])
    best, best_epoch, best_params = math.inf, 0, None
    step, epoch, status = 0, 0, 'finished'
    began = time.perf_counter()
    while step < s['steps'] and status == 'finished':
        epoch += 1
        net.train()
        order = torch.randperm(s['train'], device=device) if s['shuffle'] else torch.arange(s['train'], device=device)
        for rows in order.split(s['batch_size']):
            J = loss(net(X_train[rows]), y_train[rows])
            if s['lam'] or s['lam1']:  # the penalty, on weights alone
                J = J + sum(s['lam'] / 2 * (W ** 2).sum() + s['lam1'] * W.abs().sum() for W in weights)
            if not math.isfinite(J.item()):
                status = 'diverged'
                break
            optimizer.zero_grad()
            J.backward()
            if s['clip'] is not None:
                nn.utils.clip_grad_norm_(learning, s['clip'])
            optimizer.step()
            if schedule and not each_epoch:
                schedule.step()
            step += 1
            if step == s['steps']:
                break
        if schedule and each_epoch:
            schedule.step()
        if s['patience'] is not None and status == 'finished':  # early stopping
            L, _ = measure(net, s, X_val, y_val) if s['val'] > 0 else measure(net, s, X_test, y_test)
            if L < best:
                best, best_epoch, best_params = L, epoch, copy.deepcopy(net.state_dict())
            if epoch - best_epoch >= s['patience']:
                break
    if best_params is not None and status == 'finished':
        net.load_state_dict(best_params)
    ended = status == 'finished'
    train_loss, train_accuracy = measure(net, s, X_train, y_train) if ended else (None, None)
    val_loss, val_accuracy = measure(net, s, X_val, y_val) if s['val'] > 0 else (None, None)
    test_loss, test_accuracy = measure(net, s, X_test, y_test) if s['test'] > 0 else (None, None)
    norms = [W.norm().item() for W in weights]
    return {
        'status': status,
        'steps': step,
        'seconds': time.perf_counter() - began,
        'trainLoss': train_loss,
        'testLoss': test_loss,
        'gap': test_loss - train_loss if ended and test_loss is not None else None,
        'trainAccuracy': train_accuracy,
        'testAccuracy': test_accuracy,
        'validationLoss': val_loss,
        'validationAccuracy': val_accuracy,
        'norm': math.hypot(*norms),
        **{f'norm W{k + 1}': norm for k, norm in enumerate(norms)},
    }
`;

const device = `
def best_device():
    if torch.cuda.is_available():
        return 'cuda'
    mps = getattr(torch.backends, 'mps', None)
    return 'mps' if mps is not None and mps.is_available() else 'cpu'
`;

const trial = `
def trial(config):
    torch.set_num_threads(max(1, int(config['cpus'])))
    tune.report(train({**BASE, **POINTS[config['point']]}, config['device'] or best_device()))
`;

const saved = `
def save(results, file):
    rows = {}
    for result in results:
        metrics = result.metrics or {}
        if 'status' in metrics:
            rows[metrics['config']['point']] = metrics
    with open(file, 'w', newline='') as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        for point, known in enumerate(KNOWN):
            metrics = rows.get(point, {'status': 'failed'})
            values = [metrics.get(name) for name in COLUMNS[len(known):]]
            values = [None if isinstance(v, float) and not math.isfinite(v) else v for v in values]
            writer.writerow(['' if v is None else v for v in known + values])
    return len(KNOWN) - len(rows)
`;

const main = `
def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--cpus', type=float, default=1, help='cores for each run')
    parser.add_argument('--gpus', type=float, default=0, help='GPUs for each run, or a part of one')
    parser.add_argument('--at-once', type=int, default=None, help='runs at once; as many as there is room for')
    parser.add_argument('--device', default=None, help='cuda, mps or cpu; the best there is')
    parser.add_argument('--address', default=None, help='of a Ray cluster; none is this computer alone')
    parser.add_argument('--out', default='results.csv')
    args = parser.parse_args()
    ray.init(address=args.address, include_dashboard=False)
    tuner = tune.Tuner(
        tune.with_resources(trial, {'cpu': args.cpus, 'gpu': args.gpus}),
        param_space={
            'point': tune.grid_search(list(range(len(POINTS)))),
            'cpus': args.cpus,
            'device': args.device,
        },
        tune_config=tune.TuneConfig(max_concurrent_trials=args.at_once),
    )
    failed = save(tuner.fit(), args.out)
    print(f'{len(POINTS)} runs, {failed} failed: {args.out}')


if __name__ == '__main__':
    main()
`;

/** Where examples come from, and how a network is made. */
export const rayNetwork = (mnist: boolean): string[][] => [
  lines(decoded),
  lines(mnist ? digits : written),
  lines(network),
  lines(drawn),
  lines(built),
];
/** How it is trained, and what is measured at its end. */
export const rayTraining: string[][] = [lines(measured), lines(trained)];
/** The trials, and the results as CSV. */
export const rayMain: string[][] = [lines(device), lines(trial), lines(saved), lines(main)];
