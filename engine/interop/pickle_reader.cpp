// The pickle of a state dict, as a stack machine that builds values and calls nothing (weight_file.h).
#include "engine/api/error.h"
#include "engine/interop/weight_file.h"

#include <array>
#include <cstring>
#include <unordered_map>

namespace dnas {

namespace {

constexpr int kDeepestDictionary = 4;
constexpr std::size_t kMostValues = 20'000'000;

enum class Kind { None, Boolean, Integer, Real, Text, Tuple, List, Dictionary, Global, Storage, Tensor, Mark };

/// Values live in one arena and name each other by index: cycles and depth cost nothing.
struct Value {
    Kind kind = Kind::None;
    std::int64_t number = 0;           ///< Integer, Boolean; Storage: number of elements
    std::string text;                  ///< Text; Global: "module name"; Storage: key
    std::vector<int> items;            ///< Tuple, List; Dictionary: key, value, key, value
    int tensor = -1;                   ///< index into the tensors
    TensorType type = TensorType::F32; ///< Storage
};

struct StorageType {
    const char* name;
    TensorType type;
};
constexpr std::array<StorageType, 10> kStorages = {{{"torch DoubleStorage", TensorType::F64},
                                                    {"torch FloatStorage", TensorType::F32},
                                                    {"torch HalfStorage", TensorType::F16},
                                                    {"torch BFloat16Storage", TensorType::BF16},
                                                    {"torch LongStorage", TensorType::I64},
                                                    {"torch IntStorage", TensorType::I32},
                                                    {"torch ShortStorage", TensorType::I16},
                                                    {"torch CharStorage", TensorType::I8},
                                                    {"torch ByteStorage", TensorType::U8},
                                                    {"torch BoolStorage", TensorType::Bool}}};

const StorageType* findStorage(const std::string& global) {
    for (const StorageType& storage : kStorages)
        if (global == storage.name) return &storage;
    return nullptr;
}

bool isKnownGlobal(const std::string& global) {
    return findStorage(global) || global == "collections OrderedDict" || global == "torch._utils _rebuild_tensor_v2" ||
           global == "torch._utils _rebuild_parameter";
}

class Machine {
  public:
    Machine(const std::byte* data, std::size_t size, std::string path)
        : m_data(data), m_size(size), m_path(std::move(path)) {}

    std::vector<PickledTensor> run() {
        while (step()) {
        }
        std::vector<PickledTensor> found;
        collect(top(), 0, found);
        if (found.empty()) fail("it holds no tensors");
        return found;
    }

  private:
    [[noreturn]] void fail(const std::string& what) const {
        throw EngineError(ErrorCode::Format, m_path + ": the state dict cannot be read: " + what + ".",
                          "Save tensors only: torch.save(model.state_dict(), path), or a safetensors file.");
    }

    // ---- bytes ----
    const std::byte* take(std::size_t count) {
        if (count > m_size - m_at) fail("it ends in the middle of a value");
        const std::byte* begin = m_data + m_at;
        m_at += count;
        return begin;
    }
    std::uint64_t number(int bytes) {
        const std::byte* data = take(static_cast<std::size_t>(bytes));
        std::uint64_t value = 0;
        for (int i = bytes - 1; i >= 0; --i)
            value = value << 8 | std::to_integer<std::uint64_t>(data[i]);
        return value;
    }
    std::string text(std::uint64_t length) {
        const std::byte* begin = take(length > m_size ? m_size + 1 : static_cast<std::size_t>(length));
        return {reinterpret_cast<const char*>(begin), static_cast<std::size_t>(length)};
    }
    std::string line() {
        std::string result;
        for (char c; (c = static_cast<char>(*take(1))) != '\n';)
            result += c;
        return result;
    }

    // ---- stack ----
    int make(Kind kind) {
        if (m_values.size() >= kMostValues) fail("it holds too many values");
        m_values.emplace_back();
        m_values.back().kind = kind;
        return static_cast<int>(m_values.size()) - 1;
    }
    Value& value(int index) { return m_values[static_cast<std::size_t>(index)]; }
    void push(int index) { m_stack.push_back(index); }
    int pop() {
        if (m_stack.empty()) fail("a value is missing");
        const int index = m_stack.back();
        m_stack.pop_back();
        return index;
    }
    int top() {
        if (m_stack.empty()) fail("a value is missing");
        return m_stack.back();
    }
    std::vector<int> popToMark() {
        std::vector<int> items;
        for (int index; value(index = pop()).kind != Kind::Mark;)
            items.push_back(index);
        return {items.rbegin(), items.rend()};
    }
    void pushTuple(std::size_t count) {
        std::vector<int> items(count);
        for (std::size_t i = count; i > 0; --i)
            items[i - 1] = pop();
        const int tuple = make(Kind::Tuple);
        value(tuple).items = std::move(items);
        push(tuple);
    }
    void pushInteger(std::int64_t n, Kind kind = Kind::Integer) {
        const int index = make(kind);
        value(index).number = n;
        push(index);
    }
    void pushText(std::string s) {
        const int index = make(Kind::Text);
        value(index).text = std::move(s);
        push(index);
    }
    void pushGlobal(const std::string& module, const std::string& name) {
        const std::string global = module + " " + name;
        if (!isKnownGlobal(global))
            fail("it names '" + (module + "." + name).substr(0, 200) + "', which is not understood and not called");
        const int index = make(Kind::Global);
        value(index).text = global;
        push(index);
    }

    // ---- opcodes ----
    /// @return false at the end of the program
    bool step() {
        const int code = std::to_integer<int>(*take(1));
        switch (code) {
        case 0x80: // PROTO
            if (const std::uint64_t protocol = number(1); protocol < 2 || protocol > 5)
                fail("it has pickle protocol " + std::to_string(protocol) + ", understood are 2 to 5");
            return true;
        case 0x95:
            take(8);
            return true; // FRAME: only tells a length
        case '.':
            return false;
        case '(':
            push(make(Kind::Mark));
            return true;
        case 'N':
            push(make(Kind::None));
            return true;
        case 0x88:
            pushInteger(1, Kind::Boolean);
            return true;
        case 0x89:
            pushInteger(0, Kind::Boolean);
            return true;
        case 'K':
            pushInteger(static_cast<std::int64_t>(number(1)));
            return true;
        case 'M':
            pushInteger(static_cast<std::int64_t>(number(2)));
            return true;
        case 'J':
            pushInteger(static_cast<std::int32_t>(number(4)));
            return true;
        case 0x8a:
            pushLong();
            return true;
        case 'G':
            take(8);
            push(make(Kind::Real));
            return true;
        case 'X':
            pushText(text(number(4)));
            return true;
        case 0x8c:
            pushText(text(number(1)));
            return true;
        case '}':
            push(make(Kind::Dictionary));
            return true;
        case ']':
            push(make(Kind::List));
            return true;
        case ')':
            pushTuple(0);
            return true;
        case 0x85:
            pushTuple(1);
            return true;
        case 0x86:
            pushTuple(2);
            return true;
        case 0x87:
            pushTuple(3);
            return true;
        case 't': {
            std::vector<int> items = popToMark();
            const int tuple = make(Kind::Tuple);
            value(tuple).items = std::move(items);
            push(tuple);
            return true;
        }
        case 'q':
            m_memo[number(1)] = top();
            return true;
        case 'r':
            m_memo[number(4)] = top();
            return true;
        case 0x94:
            m_memo[m_memo.size()] = top();
            return true;
        case 'h':
            pushMemo(number(1));
            return true;
        case 'j':
            pushMemo(number(4));
            return true;
        case 'c': {
            const std::string module = line();
            pushGlobal(module, line());
            return true;
        }
        case 0x93: {
            const std::string name = value(pop()).text, module = value(pop()).text;
            pushGlobal(module, name);
            return true;
        }
        case 'Q':
            pushStorage();
            return true;
        case 'R':
            reduce();
            return true;
        case 'b':
            pop();
            requireKind(top(), Kind::Dictionary, "attributes are set on something that is no dictionary");
            return true;
        case 's': {
            const int item = pop(), key = pop();
            setItems({key, item});
            return true;
        }
        case 'u':
            setItems(popToMark());
            return true;
        case 'a':
            pop();
            requireKind(top(), Kind::List, "an item is appended to something that is no list");
            return true;
        case 'e':
            popToMark();
            requireKind(top(), Kind::List, "items are appended to something that is no list");
            return true;
        default:
            break;
        }
        char hex[8];
        std::snprintf(hex, sizeof hex, "0x%02x", code);
        fail(std::string("it holds the opcode ") + hex + " at byte " + std::to_string(m_at - 1) +
             ", which no state dict needs");
    }

    void requireKind(int index, Kind kind, const char* otherwise) {
        if (value(index).kind != kind) fail(otherwise);
    }
    void pushLong() {
        const auto bytes = static_cast<int>(number(1));
        if (bytes > 8) fail("it holds a number of more than 64 bits");
        std::uint64_t raw = bytes == 0 ? 0 : number(bytes);
        if (bytes > 0 && bytes < 8 && raw >> (8 * bytes - 1)) raw |= ~std::uint64_t{0} << (8 * bytes);
        pushInteger(static_cast<std::int64_t>(raw));
    }
    void pushMemo(std::uint64_t key) {
        const auto found = m_memo.find(key);
        if (found == m_memo.end()) fail("it recalls a value that was never kept");
        push(found->second);
    }
    void setItems(const std::vector<int>& items) {
        requireKind(top(), Kind::Dictionary, "an entry is set in something that is no dictionary");
        if (items.size() % 2 != 0) fail("a dictionary has a key without a value");
        std::vector<int>& all = value(top()).items;
        all.insert(all.end(), items.begin(), items.end());
    }

    /// ('storage', torch.FloatStorage, key, location, number of elements)
    void pushStorage() {
        const Value id = value(pop());
        if (id.kind != Kind::Tuple || id.items.size() < 5 || value(id.items[0]).text != "storage")
            fail("a reference is no storage");
        const Value& type = value(id.items[1]);
        const StorageType* storage = type.kind == Kind::Global ? findStorage(type.text) : nullptr;
        const std::string key = value(id.items[2]).text;
        const std::int64_t elements = value(id.items[4]).number;
        if (!storage || key.empty() || elements < 0) fail("a storage is described in a way that is not understood");
        const int index = make(Kind::Storage);
        value(index).text = key;
        value(index).number = elements;
        value(index).type = storage->type;
        push(index);
    }

    void reduce() {
        const int arguments = pop(), function = pop();
        requireKind(function, Kind::Global, "something that is no function is called");
        requireKind(arguments, Kind::Tuple, "a function is called without a list of arguments");
        const std::string name = value(function).text;
        const std::vector<int> items = value(arguments).items;
        if (name == "collections OrderedDict" && items.empty()) return push(make(Kind::Dictionary));
        if (name == "torch._utils _rebuild_tensor_v2" && items.size() >= 4) return pushTensor(items);
        if (name == "torch._utils _rebuild_parameter" && !items.empty() && value(items[0]).kind == Kind::Tensor)
            return push(items[0]);
        fail("'" + name + "' is called in a way that is not understood");
    }

    std::vector<std::int64_t> extents(int index) {
        std::vector<std::int64_t> numbers;
        if (value(index).kind != Kind::Tuple || value(index).items.size() > 16)
            fail("the shape of a tensor is not understood");
        for (int item : value(index).items) {
            if (value(item).kind != Kind::Integer || value(item).number < 0 ||
                value(item).number > INT32_MAX * std::int64_t{64})
                fail("a tensor's shape is out of range");
            numbers.push_back(value(item).number);
        }
        return numbers;
    }

    /// (storage, offset, size, stride, ...): every element must lie in the storage, and none may be read more often
    /// than the storage has elements.
    void pushTensor(const std::vector<int>& items) {
        const Value storage = value(items[0]);
        if (storage.kind != Kind::Storage || value(items[1]).kind != Kind::Integer)
            fail("a tensor is rebuilt from something that is no storage");
        PickledTensor tensor;
        tensor.storage = storage.text;
        tensor.type = storage.type;
        tensor.offset = value(items[1]).number;
        tensor.shape = extents(items[2]);
        tensor.stride = extents(items[3]);
        if (tensor.shape.size() != tensor.stride.size() || tensor.offset < 0)
            fail("a tensor's shape contradicts its strides");
        std::int64_t count = 1, last = tensor.offset;
        for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
            const std::int64_t extent = tensor.shape[i];
            if (extent > 0 && count > storage.number / extent) fail("a tensor has more elements than its storage");
            count *= extent;
        }
        for (std::size_t i = 0; i < tensor.shape.size() && count > 0; ++i) {
            const std::int64_t extent = tensor.shape[i];
            if (extent > 1 && tensor.stride[i] > (storage.number - last) / (extent - 1))
                fail("a tensor reaches beyond its storage");
            if (extent > 1) last += (extent - 1) * tensor.stride[i];
        }
        if (count > 0 && last >= storage.number) fail("a tensor reaches beyond its storage");
        const int index = make(Kind::Tensor);
        value(index).tensor = static_cast<int>(m_tensors.size());
        m_tensors.push_back(std::move(tensor));
        push(index);
    }

    // ---- the result ----
    /// The dictionary of weights inside a checkpoint, -1 where this is none. What stands beside it (optimiser, epoch,
    /// arguments) is not looked at.
    int weightsWithin(const std::vector<int>& items) {
        for (const char* wrapper : {"state_dict", "model", "net"})
            for (std::size_t i = 0; i + 1 < items.size(); i += 2)
                if (value(items[i]).kind == Kind::Text && value(items[i]).text == wrapper &&
                    value(items[i + 1]).kind == Kind::Dictionary)
                    return items[i + 1];
        return -1;
    }
    void collect(int index, int depth, std::vector<PickledTensor>& found) {
        if (value(index).kind != Kind::Dictionary) fail("it is no dictionary of tensors");
        if (depth > kDeepestDictionary) fail("its dictionaries are nested too deeply");
        const std::vector<int> items = value(index).items;
        if (const int weights = weightsWithin(items); weights >= 0) return collect(weights, depth + 1, found);
        for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
            const Value& key = value(items[i]);
            const Value& item = value(items[i + 1]);
            if (key.kind != Kind::Text) fail("a key is no text");
            if (item.kind == Kind::Tensor) {
                found.push_back(m_tensors[static_cast<std::size_t>(item.tensor)]);
                found.back().name = key.text;
            } else if (item.kind != Kind::Integer && item.kind != Kind::Real && item.kind != Kind::Text &&
                       item.kind != Kind::Boolean && item.kind != Kind::None) {
                fail("entry '" + key.text.substr(0, 200) + "' is no tensor");
            }
        }
    }

    const std::byte* m_data;
    std::size_t m_size, m_at = 0;
    std::string m_path;
    std::vector<Value> m_values;
    std::vector<int> m_stack;
    std::unordered_map<std::uint64_t, int> m_memo;
    std::vector<PickledTensor> m_tensors;
};

} // namespace

std::vector<PickledTensor> readStateDictPickle(const std::byte* data, std::size_t size, const std::string& path) {
    std::vector<PickledTensor> tensors = Machine(data, size, path).run();
    constexpr const char* kModule = "module."; // of models trained on several devices
    const std::size_t length = std::strlen(kModule);
    for (const PickledTensor& tensor : tensors)
        if (tensor.name.compare(0, length, kModule) != 0) return tensors;
    for (PickledTensor& tensor : tensors)
        tensor.name.erase(0, length);
    return tensors;
}

} // namespace dnas
