#include "tests/engine/device/far_device.h"

#include "tests/engine/device/far_memory.h"

#include <ATen/EmptyTensor.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/native/Resize.h>
#include <ATen/ops/as_strided_native.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/view_native.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <torch/library.h>
#include <torch/version.h>

#include <atomic>
#include <cstring>
#include <optional>
#include <stdexcept>

namespace dnas::test {

namespace {

#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 3)
template <class T> using Optional = std::optional<T>;
#else
template <class T> using Optional = c10::optional<T>;
#endif

std::atomic<std::int64_t> operations{0};

bool isFar(const at::Tensor& tensor) { return tensor.defined() && tensor.device().type() == c10::DeviceType::PrivateUse1; }

/// The same memory as a tensor of the CPU.
at::Tensor hostView(const at::Tensor& far) {
    return at::from_blob(const_cast<void*>(static_cast<const void*>(static_cast<char*>(far.storage().data_ptr().get()) + far.storage_offset() * far.itemsize())), far.sizes(), far.strides(),
                         at::TensorOptions().dtype(far.dtype()));
}

at::Tensor emptyFar(c10::IntArrayRef sizes, c10::IntArrayRef strides, c10::ScalarType type) {
    return at::detail::empty_strided_generic(sizes, strides, farAllocator(), c10::DispatchKeySet(c10::DispatchKey::PrivateUse1), type);
}

/// Of results of the CPU: a tensor of the device with the same values and strides.
at::Tensor copiedFar(const at::Tensor& host) {
    if (!host.defined()) return host;
    at::Tensor far = emptyFar(host.sizes(), host.strides(), host.scalar_type());
    hostView(far).copy_(host);
    return far;
}

/// One call of an operation, carried out on the CPU.
class Call {
  public:
    Call(const c10::OperatorHandle& op, torch::jit::Stack& stack) : m_op(op), m_stack(stack) {}

    void run() {
        const auto& arguments = m_op.schema().arguments();
        const std::size_t first = m_stack.size() - arguments.size();
        m_originals.assign(m_stack.begin() + static_cast<std::ptrdiff_t>(first), m_stack.end());
        for (std::size_t i = 0; i < arguments.size(); ++i) {
            const bool written = arguments[i].alias_info() && arguments[i].alias_info()->isWrite();
            m_stack[first + i] = hosted(m_stack[first + i], written);
        }
        m_hosts.assign(m_stack.begin() + static_cast<std::ptrdiff_t>(first), m_stack.end());
        m_op.redispatchBoxed(c10::DispatchKeySet(c10::DispatchKey::CPU), &m_stack);
        const auto& returns = m_op.schema().returns();
        for (std::size_t i = 0; i < returns.size(); ++i) {
            c10::IValue& value = m_stack[m_stack.size() - returns.size() + i];
            value = returned(value, returns[i]);
        }
    }

  private:
    at::Tensor hosted(const at::Tensor& tensor, bool written) const {
        if (!tensor.defined()) return tensor;
        if (isFar(tensor)) return written && tensor.numel() == 0 ? at::empty({0}, at::TensorOptions().dtype(tensor.dtype())) : hostView(tensor);
        if (tensor.dim() > 0) throw std::runtime_error(m_op.schema().name() + " mixes a tensor of the far device with one of the CPU");
        return tensor;
    }

    c10::IValue hosted(const c10::IValue& value, bool written) const {
        if (value.isTensor()) return hosted(value.toTensor(), written);
        if (value.isDevice()) return c10::IValue(c10::Device(c10::kCPU));
        if (value.isTensorList()) {
            c10::List<at::Tensor> list;
            for (const at::Tensor& tensor : value.toTensorVector()) list.push_back(hosted(tensor, written));
            return list;
        }
        if (value.isOptionalTensorList()) {
            c10::List<Optional<at::Tensor>> list;
            for (const Optional<at::Tensor>& tensor : value.toOptionalTensorVector())
                list.push_back(tensor ? Optional<at::Tensor>(hosted(*tensor, written)) : Optional<at::Tensor>());
            return list;
        }
        return value;
    }

    /// The argument that the operation wrote and returns, or the result on the device.
    c10::IValue returned(const c10::IValue& value, const c10::Argument& declared) const {
        if (value.isTensorList()) {
            c10::List<at::Tensor> list;
            for (const at::Tensor& tensor : value.toTensorVector()) list.push_back(copiedFar(tensor));
            return list;
        }
        if (!value.isTensor()) return value;
        if (declared.alias_info())
            for (std::size_t i = 0; i < m_hosts.size(); ++i)
                if (m_hosts[i].isTensor() && m_hosts[i].toTensor().is_same(value.toTensor())) return written(m_originals[i].toTensor(), value.toTensor());
        return copiedFar(value.toTensor());
    }

    static at::Tensor written(const at::Tensor& far, const at::Tensor& host) {
        if (far.numel() == 0 && host.numel() > 0) { // an output that the operation sized itself
            far.resize_(host.sizes());
            hostView(far).copy_(host);
        }
        return far;
    }

    const c10::OperatorHandle& m_op;
    torch::jit::Stack& m_stack;
    std::vector<c10::IValue> m_originals, m_hosts;
};

void onHost(const c10::OperatorHandle& op, torch::jit::Stack* stack) {
    const FarMemoryOpen open;
    ++operations;
    Call(op, *stack).run();
}

at::Tensor emptyLike(c10::IntArrayRef size, Optional<at::ScalarType> type, Optional<at::Layout>, Optional<at::Device>, Optional<bool>,
                     Optional<at::MemoryFormat> format) {
    return at::detail::empty_generic(size, farAllocator(), c10::DispatchKeySet(c10::DispatchKey::PrivateUse1), c10::dtype_or_default(type), format);
}

at::Tensor emptyStrided(c10::IntArrayRef size, c10::IntArrayRef stride, Optional<at::ScalarType> type, Optional<at::Layout>, Optional<at::Device>,
                        Optional<bool>) {
    return emptyFar(size, stride, c10::dtype_or_default(type));
}

/// From or to the CPU, or within the device: the only operation that may see both.
at::Tensor& copyInto(at::Tensor& self, const at::Tensor& from, bool) {
    const FarMemoryOpen open;
    at::Tensor target = isFar(self) ? hostView(self) : self;
    target.copy_((isFar(from) ? hostView(from) : from).expand(self.sizes()));
    return self;
}

at::Tensor asStrided(const at::Tensor& self, c10::IntArrayRef size, c10::IntArrayRef stride, Optional<std::int64_t> offset) {
    return at::native::as_strided_tensorimpl(self, size, stride, offset);
}

at::Tensor viewOf(const at::Tensor& self, c10::IntArrayRef size) { return at::native::view(self, size); }

const at::Tensor& resized(const at::Tensor& self, c10::IntArrayRef size, Optional<at::MemoryFormat>) {
    const FarMemoryOpen open;
    at::native::resize_impl_cpu_(self.unsafeGetTensorImpl(), size, {});
    return self;
}

void recordStream(at::Tensor&, at::Stream) {}

/// One device, one stream, events that have happened when they are recorded.
struct FarGuard final : c10::impl::DeviceGuardImplInterface {
    c10::DeviceType type() const override { return c10::DeviceType::PrivateUse1; }
    c10::Device exchangeDevice(c10::Device) const override { return farDevice(); }
    c10::Device getDevice() const override { return farDevice(); }
    void setDevice(c10::Device) const override {}
    void uncheckedSetDevice(c10::Device) const noexcept override {}
    c10::Stream getStream(c10::Device device) const noexcept override { return c10::Stream(c10::Stream::DEFAULT, device); }
    c10::Stream getDefaultStream(c10::Device device) const override { return c10::Stream(c10::Stream::DEFAULT, device); }
    c10::Stream getStreamFromGlobalPool(c10::Device device, bool) const override { return c10::Stream(c10::Stream::DEFAULT, device); }
    c10::Stream exchangeStream(c10::Stream stream) const noexcept override { return stream; }
    c10::DeviceIndex deviceCount() const noexcept override { return 1; }
    void record(void**, const c10::Stream&, const c10::DeviceIndex, const c10::EventFlag) const override {}
    void block(void*, const c10::Stream&) const override {}
    bool queryEvent(void*) const override { return true; }
    void destroyEvent(void*, const c10::DeviceIndex) const noexcept override {}
    bool queryStream(const c10::Stream&) const override { return true; }
    void synchronizeStream(const c10::Stream&) const override {}
    void recordDataPtrOnStream(const c10::DataPtr&, const c10::Stream&) const override {}
};

C10_REGISTER_GUARD_IMPL(PrivateUse1, FarGuard);

} // namespace

std::int64_t farOperations() { return operations; }

} // namespace dnas::test

using namespace dnas::test;

TORCH_LIBRARY_IMPL(_, PrivateUse1, m) { m.fallback(torch::CppFunction::makeFromBoxedFunction<&onHost>()); }

TORCH_LIBRARY_IMPL(aten, PrivateUse1, m) {
    c10::SetAllocator(c10::DeviceType::PrivateUse1, farAllocator());
    m.impl("empty.memory_format", emptyLike);
    m.impl("empty_strided", emptyStrided);
    m.impl("copy_", copyInto);
    m.impl("as_strided", asStrided);
    m.impl("view", viewOf);
    m.impl("resize_", resized);
    m.impl("record_stream", recordStream);
    for (const char* name : {"convolution", "convolution_backward"}) m.impl(name, torch::CppFunction::makeFromBoxedFunction<&onHost>());
}
