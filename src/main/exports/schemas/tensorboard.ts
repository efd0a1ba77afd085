/** The messages of TensorFlow's event files that we write, as a descriptor of protobufjs; fields that we leave empty are left out.
 *  Source: github.com/tensorflow/tensorflow, tensorflow/core/util/event.proto, and core/framework/summary.proto and
 *  histogram.proto. Copyright The TensorFlow Authors, Apache-2.0. */
export const eventSchema = {
  nested: {
    Event: {
      fields: {
        wall_time: { type: 'double', id: 1 },
        step: { type: 'int64', id: 2 },
        file_version: { type: 'string', id: 3 },
        summary: { type: 'Summary', id: 5 },
      },
    },
    Summary: {
      fields: { value: { rule: 'repeated', type: 'Value', id: 1 } },
      nested: {
        Value: {
          oneofs: { value: { oneof: ['simple_value', 'histo'] } }, // so that 0 is written, too
          fields: {
            tag: { type: 'string', id: 1 },
            simple_value: { type: 'float', id: 2 },
            histo: { type: 'HistogramProto', id: 5 },
          },
        },
      },
    },
    HistogramProto: {
      fields: {
        min: { type: 'double', id: 1 },
        max: { type: 'double', id: 2 },
        num: { type: 'double', id: 3 },
        sum: { type: 'double', id: 4 },
        sum_squares: { type: 'double', id: 5 },
        bucket_limit: { rule: 'repeated', type: 'double', id: 6, options: { packed: true } },
        bucket: { rule: 'repeated', type: 'double', id: 7, options: { packed: true } },
      },
    },
  },
};
